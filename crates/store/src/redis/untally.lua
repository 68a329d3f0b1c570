-- Takes a message back from the hour that it was counted in, as far as that is remembered.
-- KEYS: a scope each. ARGV: the hour, the step, the country; then for each scope that it is there.
local fields = {'s' .. ARGV[1], 'y' .. ARGV[2], 'c' .. ARGV[1] .. ARGV[3]}
-- for each n
for _, field in ipairs(fields) do
  if ARGV[<n> + 3] and redis.call('HEXISTS', KEYS[<n>], field) == 1
    and redis.call('HINCRBY', KEYS[<n>], field, -1) <= 0 then
    redis.call('HDEL', KEYS[<n>], field)
  end
end
-- end
return 0
