// How a command without its contents stands in a row: the columns and their order, shared by the
// stores that read it.
#pragma once

#include "storage/sqlite/statement.h"

#include "domain/command.h"

#include <vector>

namespace hub::sqlite {

inline constexpr const char* kCommandColumns =
    "command.id, command.device_key, sequence, state, reason, ack, enqueued, expires, "
    "delivery_count, lock_token, lock_session, lock_until, ended";

Command readCommand(const Statement::Run& run);
Result<std::vector<Command>> readCommands(Statement::Run& run);
Result<std::optional<Command>> readOneCommand(Statement::Run& run);

std::optional<std::int64_t> microsOrNull(const std::optional<WallTime>& time);
std::optional<WallTime> timeOrNothing(std::optional<std::int64_t> micros);

} // namespace hub::sqlite
