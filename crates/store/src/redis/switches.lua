-- KEYS: the switches. ARGV: their names. Returns how each was set last, empty when never.
local answer = {}
for i, name in ipairs(ARGV) do
  answer[i] = redis.call('HGET', KEYS[1], name) or ''
end
return answer
