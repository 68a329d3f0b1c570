-- KEYS: the switches. ARGV: their names. Returns how each was set last, empty when never; and the version
-- of lists and caps.
local answer = {}
for i, name in ipairs(ARGV) do
  answer[i] = redis.call('HGET', KEYS[1], name) or ''
end
answer[#ARGV + 1] = redis.call('HGET', KEYS[1], 'rules:version') or '0'
return answer
