-- Whether somebody was known for long enough in one of two networks, as issue_image_codes.lua has it.
-- KEYS: their tallies, which lie in one slot. ARGV: ms until a network is known.
-- Returns 1 or 0.
local clock = redis.call('TIME')
local known_by = clock[1] * 1000 + math.floor(clock[2] / 1000) - tonumber(ARGV[1])
local one, other = redis.call('HGET', KEYS[1], 'k'), redis.call('HGET', KEYS[2], 'k')
if (one and tonumber(one) <= known_by) or (other and tonumber(other) <= known_by) then
  return 1
end
return 0
