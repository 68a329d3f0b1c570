-- Keeps other lists and caps, unless they were changed since they were read.
-- KEYS: the switches. ARGV: the version that was read, the new version, the new text.
-- Returns 1 when they are kept.
local version = redis.call('HGET', KEYS[1], 'rules:version') or '0'
if version ~= ARGV[1] then
  return 0
end
redis.call('HSET', KEYS[1], 'rules:version', ARGV[2], 'rules', ARGV[3])
return 1
