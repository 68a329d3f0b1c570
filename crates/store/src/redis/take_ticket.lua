-- Takes a ticket out. By a call without a name it is deleted; by one with a name it stays until the end
-- of its life, with the name before it, for that call to be repeated.
-- KEYS: ticket. ARGV: the call's name, or nothing.
-- Returns the sealed ticket, which is base64 and has no colon, or nothing.
local stored = redis.call('GET', KEYS[1])
if not stored then
  return false
end
local by, sealed = string.match(stored, '^(.*):(.*)$')
if by then
  return by == ARGV[1] and sealed
end
if ARGV[1] == '' then
  redis.call('DEL', KEYS[1])
else
  redis.call('SET', KEYS[1], ARGV[1] .. ':' .. stored, 'KEEPTTL')
end
return stored
