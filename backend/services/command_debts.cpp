#include "services/command_debts.h"

#include <utility>

namespace hub {
namespace {

/// Only the last one that was handed a command can still hold it.
bool isLater(const CommandDebt::Settled& one, const CommandDebt::Settled& other)
{
    return std::pair(one.sequence, one.session) > std::pair(other.sequence, other.session);
}

void merge(CommandDebt& into, const CommandDebt& from)
{
    for (const auto& [command, settled] : from.settled) {
        const auto [known, isNew] = into.settled.emplace(command, settled);
        if (!isNew && isLater(settled, known->second)) {
            known->second = settled;
        }
    }
    into.sessionsEnded = into.sessionsEnded || from.sessionsEnded;
}

} // namespace

void CommandDebts::add(const CommandDebt& debt)
{
    debts_.with([&debt](auto& debts) {
        CommandDebt& kept = debts[debt.device];
        kept.device = debt.device;
        merge(kept, debt);
    });
}

void CommandDebts::takeInto(CommandDebt& debt)
{
    debts_.with([&debt](auto& debts) {
        if (const auto kept = debts.extract(debt.device)) {
            merge(debt, kept.mapped());
        }
    });
}

std::vector<CommandDebt> CommandDebts::takeSome(std::size_t limit)
{
    return debts_.with([limit](auto& debts) {
        std::vector<CommandDebt> taken;
        while (!debts.empty() && taken.size() < limit) {
            taken.push_back(std::move(debts.extract(debts.begin()).mapped()));
        }
        return taken;
    });
}

bool CommandDebts::isEmpty() const
{
    return debts_.with([](const auto& debts) { return debts.empty(); });
}

} // namespace hub
