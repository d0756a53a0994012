// Queues in state.db. Counters are kept by triggers of the schema.
#pragma once

#include "storage/queue_store.h"
#include "storage/sqlite/database.h"

#include <map>
#include <string>

namespace hub::sqlite {

class QueueStore final : public hub::QueueStore
{
public:
    static Result<std::unique_ptr<QueueStore>> open(Database& database);

    Result<std::optional<QueueRow>> find(DeviceKey device) override;
    Result<std::uint64_t> nextSequence(DeviceKey device) override;
    Result<void> hold(DeviceKey device, const QueueHold& hold) override;
    Result<void> resume(DeviceKey device) override;
    Result<void> notePolls(std::span<const PollNote> notes) override;
    Result<std::vector<Command>> open(DeviceKey device) override;
    Result<CommandPage> page(const CommandPageQuery& query) override;
    Result<std::vector<CommandView>> dead(std::optional<CommandId> after,
                                          std::size_t limit,
                                          const std::optional<TagCondition>& scope) override;
    Result<QueueList> list(const QueueListQuery& query) override;

private:
    explicit QueueStore(Database& database) : database_(database) {}
    Result<void> prepareRows();
    Result<void> prepareLooks();
    Result<Statement*> listStatement(const std::string& sql);
    Result<std::vector<CommandId>> idsOf(const CommandPageQuery& query, std::size_t most);
    Result<std::optional<Command>> withContents(CommandId id);
    Result<void> countAll(QueueList& list);
    Result<void> countScope(const QueueListQuery& query, QueueList& list);
    Result<std::uint64_t> countMatching(const QueueListQuery& query);
    Result<void> addTimes(QueueSummary& summary);

    struct Statements
    {
        Statement find, nextSequence, hold, resume, notePoll, open, place, openIds, endedIds,
            command, dead, deadScope, totals, times;
    };

    Database& database_;
    Statements sql_;
    std::map<std::string, Statement> lists_; ///< by their text; a few dozen at most
};

} // namespace hub::sqlite
