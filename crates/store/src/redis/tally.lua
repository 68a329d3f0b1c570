-- Counts a message in each scope. A field is a letter and when an hour, a step or a day began, in ms of the
-- server's clock: `s` holds the messages of an hour, `v` those of them that were answered, `y` those of a step
-- that were not, `d` those of a day that were answered, `h` those of its busiest hour, `c` with a country
-- behind it a network's messages there, `a` those that unknown networks asked for in a step, whatever came of
-- it, or how many fresh addresses asked; `n` says that an address became fresh in that step, or how many of a network
-- did; `f` says that a message of that hour was the first to be answered, `w` and a country that the network was
-- answered there. `k` has the hour of `f` as its value, for issue_image_codes.lua.
-- What lies in the future, since the server's clock jumped back, is taken to be of now.
-- KEYS: a scope each, the address first. ARGV: the country, ms of an hour, of a step and of a day, ms for which hours, steps and
--   days are kept, ms until a network is known, how many countries and hours a network has, how many messages
--   one network may leave unanswered at the cost of all unknown ones, how many of its addresses may be fresh; then for
--   each scope its kind: `address`, `network`, `unknown` for what counts when no network is known, `fresh` for what
--   counts when the address is fresh besides, or `other`.
-- Returns when the hour and the step began, the time, and 1 if the message counts for unknown networks where
-- none is known; then the fields of each scope, or nothing where it has no part in this message.
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local hour, step, day = now - now % tonumber(ARGV[2]), now - now % tonumber(ARGV[3]), now - now % tonumber(ARGV[4])
local began = {s = hour, v = hour, c = hour, f = hour, y = step, a = step, n = step, d = day, h = day}
local kept = {s = tonumber(ARGV[5]), y = tonumber(ARGV[6]), d = tonumber(ARGV[7])}
kept.v, kept.c, kept.n, kept.a, kept.h, kept.f = kept.s, kept.s, kept.s, kept.y, kept.d, now
local short, long = kept.s + tonumber(ARGV[2]), kept.d + tonumber(ARGV[4])
local has_known, is_heavy, answers = false, false, {hour, step, now, 1}
local is_first, is_fresh, is_told = false, false, false
local fields, gone, moved, countries

-- Sorts out what is too old, and what is of a time that has not come. Gives when the first was answered, how many of
-- the last day were not; and how many addresses became fresh in it, and when the last one did.
local function sort_out()
  gone, moved, countries = {}, {}, 0
  local first, unanswered, fresh, since = false, 0, 0, 0
  for i = 1, #fields, 2 do
    local kind, at, of = string.match(fields[i], '^(%l)(%d+)(.*)$')
    at = tonumber(at)
    if kind == 'f' then
      first = math.min(at, hour)
    elseif kind == 'n' and at > now - kept.n then
      fresh, since = fresh + tonumber(fields[i + 1]), math.min(math.max(at, since), step)
    end
    if at and at > began[kind] then
      gone[#gone + 1] = fields[i]
      if kind ~= 'h' then
        moved[#moved + 1] = {kind .. string.format('%d', began[kind]) .. of, fields[i + 1]}
      end
    elseif at and at <= now - kept[kind] then
      gone[#gone + 1] = fields[i]
    elseif kind == 'c' then
      countries = countries + 1
    elseif kind == 's' then
      unanswered = unanswered + tonumber(fields[i + 1])
    elseif kind == 'v' then
      unanswered = unanswered - tonumber(fields[i + 1])
    end
  end
  return first, unanswered, fresh, since
end

-- for each n
is_told = ARGV[<n> + 11]
if is_told == 'unknown' then
  is_told = not has_known
elseif is_told == 'fresh' then
  is_told = is_fresh and not has_known
end
if is_told then
  fields = redis.call('HGETALL', KEYS[<n>])
  local first, unanswered, fresh, since = sort_out()
  for _, field in ipairs(gone) do
    redis.call('HDEL', KEYS[<n>], field)
  end
  for _, one in ipairs(moved) do
    redis.call('HINCRBY', KEYS[<n>], one[1], one[2])
  end
  if ARGV[<n> + 11] == 'unknown' then
    redis.call('HINCRBY', KEYS[<n>], string.format('a%d', step), 1)
    answers[4] = is_heavy and 0 or 1
  elseif ARGV[<n> + 11] == 'address' then
    is_first, is_fresh = fresh == 0, fresh == 0 or since > now - kept.y
  elseif ARGV[<n> + 11] == 'fresh' and is_first then
    redis.call('HINCRBY', KEYS[<n>], string.format('a%d', step), 1)
    redis.call('HSET', KEYS[1], string.format('n%d', step), 1)
  end
  if ARGV[<n> + 11] ~= 'unknown' or not is_heavy then
    redis.call('HINCRBY', KEYS[<n>], string.format('s%d', hour), 1)
    redis.call('HINCRBY', KEYS[<n>], string.format('y%d', step), 1)
  end
  if ARGV[<n> + 11] == 'network' then
    is_heavy = is_heavy or unanswered >= tonumber(ARGV[10])
    has_known = has_known or (first and first <= now - tonumber(ARGV[8]))
    if not has_known and is_first and is_fresh then
      is_fresh = fresh < tonumber(ARGV[11])
      if is_fresh then
        redis.call('HINCRBY', KEYS[<n>], string.format('n%d', step), 1)
      end
    end
    if countries < tonumber(ARGV[9]) then
      redis.call('HINCRBY', KEYS[<n>], string.format('c%d', hour) .. ARGV[1], 1)
    end
  end
  if redis.call('PTTL', KEYS[<n>]) < short then
    redis.call('PEXPIRE', KEYS[<n>], first and long or short)
  end
  answers[<n> + 4] = redis.call('HGETALL', KEYS[<n>])
elseif ARGV[<n> + 11] then
  answers[<n> + 4] = {}
end
-- end
return answers
