-- Counts one more in each window, or in none when one of them is full. A window is fixed: it begins
-- with the first that is counted, and its end is what it is known by.
-- KEYS: a counter for each window. ARGV: for each, how many are allowed and its length in ms.
-- Returns {ms to wait}, or {0, the end of each window in ms since 1970}.
local wait, running, answer = 0, {}, {0}
-- for each n
if ARGV[<2n>] then
  local window = tonumber(ARGV[<2n>])
  local left = redis.call('PTTL', KEYS[<n>])
  if left > window then
    -- The server's clock jumped back.
    redis.call('PEXPIRE', KEYS[<n>], window)
    left = window
  end
  running[<n>] = left > 0
  if left > wait and tonumber(redis.call('GET', KEYS[<n>])) >= tonumber(ARGV[<2n-1>]) then
    wait = left
  end
end
-- end
if wait > 0 then
  return {wait}
end
-- for each n
if ARGV[<2n>] then
  if running[<n>] then
    redis.call('INCR', KEYS[<n>])
  else
    redis.call('SET', KEYS[<n>], 1, 'PX', ARGV[<2n>])
  end
  answer[<n> + 1] = redis.call('PEXPIRETIME', KEYS[<n>])
end
-- end
return answer
