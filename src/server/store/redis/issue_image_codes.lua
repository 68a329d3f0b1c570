-- Counts each picture that is asked for, and puts the texts of those within their limits under their
-- names where no live one is.
-- KEYS, for each: the counter, the name. ARGV, for each: how many are allowed, the window's length in ms,
-- the text, its life in ms.
-- Returns for each how many ms to wait, or the live text that was there, or nothing.
local answers = {}
for n = 1, #KEYS / 2 do
  local counter, name = KEYS[2 * n - 1], KEYS[2 * n]
  local most, window, text, life = unpack(ARGV, 4 * n - 3, 4 * n)
  local wait = count_in(counter, most, window)
  if wait > 0 then
    answers[n] = wait
  else
    answers[n] = redis.call('SET', name, text, 'NX', 'GET', 'PX', life)
  end
end
return answers
