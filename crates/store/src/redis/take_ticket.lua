-- Takes a ticket out. Until the end of its life there stays a colon, so that it can't be put again, and
-- before the colon who took it: a call's name, with the ticket behind it for that call to be repeated, or
-- a hyphen, which is no name.
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
  redis.call('SET', KEYS[1], '-:', 'KEEPTTL')
else
  redis.call('SET', KEYS[1], ARGV[1] .. ':' .. stored, 'KEEPTTL')
end
return stored
