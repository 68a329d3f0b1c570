-- Counts one more in each window, or in none when one of them is full. A window is fixed: it begins
-- with the first that is counted, and its end is what it is known by.
-- KEYS: a counter for each window. ARGV: for each, how many are allowed and its length in ms.
-- Returns {ms to wait}, or {0, the end of each window in ms since 1970}.
local wait = 0
for i, key in ipairs(KEYS) do
  local left = redis.call('PTTL', key)
  if left > wait and tonumber(redis.call('GET', key)) >= tonumber(ARGV[2 * i - 1]) then
    wait = left
  end
end
if wait > 0 then
  return {wait}
end
local answer = {0}
for i, key in ipairs(KEYS) do
  if redis.call('PTTL', key) > 0 then
    redis.call('INCR', key)
  else
    redis.call('SET', key, 1, 'PX', ARGV[2 * i])
  end
  answer[i + 1] = redis.call('PEXPIRETIME', key)
end
return answer
