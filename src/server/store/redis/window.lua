-- Counts one more in a window, for good. A window is fixed: it begins with the first that is counted.
-- What is past the limit is counted as well, which changes nothing: the window ends all the same.
-- `most`: how many are allowed; `window`: its length in ms. Returns 0, or how many ms to wait.
local function count_in(key, most, window)
  local count = redis.call('INCR', key)
  if count == 1 then
    redis.call('PEXPIRE', key, window)
  end
  if count <= tonumber(most) then
    return 0
  end
  local left = redis.call('PTTL', key)
  if left < 0 then
    -- Somebody took its end away.
    redis.call('PEXPIRE', key, window)
    return tonumber(window)
  end
  return math.max(left, 1)
end

