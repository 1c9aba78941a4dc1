-- Replaces a session if nobody else has, and leaves the delivery mark, as one act.
--
-- KEYS: the session; the mark, or the session again for none.
-- ARGV: the first bytes of the session as it was read, '' if there was none; the session to
-- write, '' to delete it; for how many milliseconds; the token that the mark will hold, '' for
-- no mark; for how many milliseconds.
--
-- Returns 1 if it is done, 0 if something has changed since it was read. A command may reach
-- Redis twice: the second time finds its own work, and that is done, not a change.

if ARGV[4] ~= '' then
  local mark = redis.call('GET', KEYS[2])
  if mark then
    return mark == ARGV[4] and 1 or 0
  end
end

local found = redis.call('GETRANGE', KEYS[1], 0, 13)
if found ~= ARGV[1] then
  return found ~= '' and found == string.sub(ARGV[2], 1, 14) and 1 or 0
end

if ARGV[2] == '' then
  redis.call('DEL', KEYS[1])
else
  redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
end
if ARGV[4] ~= '' then
  redis.call('SET', KEYS[2], ARGV[4], 'PX', ARGV[5])
end
return 1
