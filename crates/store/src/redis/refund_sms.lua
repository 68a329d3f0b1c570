-- Takes a reservation back after a send that certainly failed; what a later one has done stays.
-- KEYS: codes, messages of late. ARGV: code's life ms, reservation, the same with its network.
redis.call('ZREM', KEYS[2], ARGV[3])
local before = #codes
keep(function(code)
  return code.by ~= ARGV[2]
end)
if #codes < before then
  save()
end
return 0
