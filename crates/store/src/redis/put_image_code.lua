-- Puts a picture's text under its name where no live one is, and the network that it was issued to beside it.
-- KEYS: the name, what the network stands under. ARGV: the text, its life in ms, the network or nothing.
-- Returns the live text that was there, or nothing.
local live = redis.call('SET', KEYS[1], ARGV[1], 'NX', 'GET', 'PX', ARGV[2])
if not live and ARGV[3] ~= '' then
  redis.call('SET', KEYS[2], ARGV[3], 'PX', ARGV[2])
end
return live
