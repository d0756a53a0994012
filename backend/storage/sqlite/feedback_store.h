// Feedback in state.db.
#pragma once

#include "storage/feedback_store.h"
#include "storage/sqlite/database.h"

namespace hub::sqlite {

class FeedbackStore final : public hub::FeedbackStore
{
public:
    static Result<std::unique_ptr<FeedbackStore>> open(Database& database);

    Result<void> record(const Command& command, WallTime now) override;
    Result<FeedbackWaiting> waiting(std::size_t upTo) override;
    Result<std::vector<FeedbackRecord>> take(std::string_view token,
                                             WallTime until,
                                             std::size_t limit) override;
    Result<void> remove(std::string_view token) override;
    Result<void> giveBack(std::string_view token, unsigned maxDeliveries) override;
    Result<void> unlock(WallTime now, unsigned maxDeliveries) override;
    Result<std::size_t> forget(WallTime until, std::size_t limit) override;
    Result<std::optional<WallTime>> oldest() override;
    Result<std::optional<WallTime>> nextUnlock() override;

private:
    explicit FeedbackStore(Database& database) : database_(database) {}
    Result<void> prepare();

    struct Statements
    {
        Statement record, shorten, waiting, lock, read, remove, wornOut, giveBack, wornOutLapsed,
            unlock, forget, oldest, nextUnlock;
    };

    Database& database_;
    Statements sql_;
};

} // namespace hub::sqlite
