-- Counts one more in a window, for good. A window is fixed: it begins with the first that is counted.
-- What is past the limit is counted as well, which changes nothing: the window ends all the same.
-- KEYS: the counter. ARGV: how many are allowed, the window's length in ms.
-- Returns 0, or how many ms to wait.
local window = tonumber(ARGV[2])
local count = redis.call('INCR', KEYS[1])
if count == 1 then
  redis.call('PEXPIRE', KEYS[1], window)
end
if count <= tonumber(ARGV[1]) then
  return 0
end
local left = redis.call('PTTL', KEYS[1])
if left < 0 or left > window then
  -- Somebody took its end away, or the server's clock jumped back.
  redis.call('PEXPIRE', KEYS[1], window)
  return window
end
return math.max(left, 1)
