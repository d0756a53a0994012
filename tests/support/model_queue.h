// What a device's queue must be, said once more as simply as possible: plain rows, no store, no laws
// of the product. Random walks are held against it.
#pragma once

#include "domain/command.h"

#include <QStringList>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

namespace hub::test {

class ModelQueue final
{
public:
    struct Item
    {
        CommandId id = 0;
        int place = 0;
        std::string body;
        std::string state; ///< "waiting", "inFlight", "completed", "dead"
        std::string reason;
        unsigned attempts = 0;
        WallTime enqueued{};
        WallTime expires{};
        std::string token;
        std::uint64_t session = 0;
        WallTime until{};
        WallTime ended{};

        bool isOpen() const { return state == "waiting" || state == "inFlight"; }
    };

    unsigned maxAttempts = 10;
    bool held = false;
    std::vector<Item> items;
    std::vector<std::uint64_t> receivers; ///< sessions, the newest last
    std::vector<std::pair<std::uint64_t, std::string>> handed; ///< in this step

    std::size_t count(const std::string& state) const
    {
        return static_cast<std::size_t>(std::count_if(
            items.begin(), items.end(), [&](const Item& item) { return item.state == state; }));
    }
    std::size_t openCount() const { return count("waiting") + count("inFlight"); }

    Item* find(CommandId id)
    {
        const auto found = std::find_if(items.begin(), items.end(),
                                        [id](const Item& item) { return item.id == id; });
        return found == items.end() ? nullptr : &*found;
    }
    Item* findToken(const std::string& token, WallTime now)
    {
        const auto found = std::find_if(items.begin(), items.end(), [&](const Item& item) {
            return !token.empty() && item.token == token && item.until > now;
        });
        return found == items.end() ? nullptr : &*found;
    }

    /// What time has done to it, but for forgetting; nobody is offered anything.
    void tidy(WallTime now)
    {
        for (Item& item : items) {
            if (item.state == "waiting" && item.expires <= now) {
                end(item, "dead", "expired", now);
            } else if (item.state == "inFlight" && !item.token.empty() && item.until <= now) {
                comeBack(item, now);
            }
        }
    }

    void offer()
    {
        if (held || receivers.empty()) {
            return;
        }
        for (Item* item : open()) {
            if (item->state != "waiting") {
                continue;
            }
            handed.emplace_back(receivers.back(), item->body);
            item->state = "inFlight";
            item->session = receivers.back();
        }
    }

    void add(CommandId id, const std::string& body, WallTime now, WallTime expires)
    {
        Item item;
        item.id = id;
        item.place = ++lastPlace_;
        item.body = body;
        item.state = "waiting";
        item.enqueued = now;
        item.expires = expires;
        items.push_back(item);
    }

    void comeBack(Item& item, WallTime now)
    {
        ++item.attempts;
        if (item.attempts == maxAttempts) {
            end(item, "dead", "deliveryCountExceeded", now);
        } else if (item.expires <= now) {
            end(item, "dead", "expired", now);
        } else {
            item.state = "waiting";
            free(item);
        }
    }

    void end(Item& item, const std::string& state, const std::string& reason, WallTime now)
    {
        item.state = state;
        item.reason = reason;
        item.ended = now;
        free(item);
    }

    void requeue(Item& item, WallTime now, WallTime expires)
    {
        item.place = ++lastPlace_;
        item.state = "waiting";
        item.reason.clear();
        item.attempts = 0;
        item.enqueued = now;
        item.expires = expires;
        item.ended = {};
    }

    void takeBack(std::uint64_t session, WallTime now) ///< 0: of all sessions
    {
        for (Item& item : items) {
            if (item.session != 0 && (session == 0 || item.session == session)) {
                comeBack(item, now);
            }
        }
    }

    /// Ended ones are kept for two days, and a thousand of them.
    void forget(WallTime now)
    {
        std::erase_if(items, [now](const Item& item) {
            return !item.isOpen() && item.ended + std::chrono::hours(48) <= now;
        });
        while (items.size() - openCount() > 1'000) {
            items.erase(std::min_element(items.begin(), items.end(), [](const Item& a, const Item& b) {
                return std::pair(rank(a), a.place) < std::pair(rank(b), b.place);
            }));
        }
    }

    std::vector<Item*> open()
    {
        std::vector<Item*> result;
        for (Item& item : items) {
            if (item.isOpen()) {
                result.push_back(&item);
            }
        }
        std::sort(result.begin(), result.end(),
                  [](const Item* a, const Item* b) { return a->place < b->place; });
        return result;
    }

    std::vector<Item*> ended() ///< the newest command first
    {
        std::vector<Item*> result;
        for (Item& item : items) {
            if (!item.isOpen()) {
                result.push_back(&item);
            }
        }
        std::sort(result.begin(), result.end(),
                  [](const Item* a, const Item* b) { return a->id > b->id; });
        return result;
    }

private:
    static int rank(const Item& item)
    {
        return item.state == "completed" ? 0 : (item.state == "dead" ? 1 : 2);
    }
    static void free(Item& item)
    {
        item.token.clear();
        item.session = 0;
        item.until = {};
    }

    int lastPlace_ = 0;
};

inline bool isSame(const Command& command, const ModelQueue::Item& item)
{
    const CommandLock none;
    const CommandLock& lock = command.lock ? *command.lock : none;
    return command.id == item.id && command.sequence == static_cast<std::uint64_t>(item.place) &&
           command.body == item.body && nameOf(command.state) == item.state &&
           nameOf(command.reason) == item.reason && command.deliveryCount == item.attempts &&
           command.enqueued == item.enqueued && command.expires == item.expires &&
           lock.token == item.token && lock.session == item.session &&
           lock.until.value_or(WallTime{}) == item.until &&
           command.ended.value_or(WallTime{}) == item.ended;
}

/// The same for rows.
inline bool areSame(const std::vector<Command>& commands, const std::vector<ModelQueue::Item*>& items)
{
    return std::equal(commands.begin(), commands.end(), items.begin(), items.end(),
                      [](const Command& a, const ModelQueue::Item* b) { return isSame(a, *b); });
}

/// All that is seen of an item, in one line.
inline QString textOf(const ModelQueue::Item& item)
{
    const auto micros = [](WallTime time) { return QString::number(toMicros(time)); };
    return QStringList({QString::number(item.id), QString::number(item.place),
                        QString::fromStdString(item.body), QString::fromStdString(item.state),
                        QString::fromStdString(item.reason), QString::number(item.attempts),
                        micros(item.enqueued), micros(item.expires),
                        QString::fromStdString(item.token), QString::number(item.session),
                        micros(item.until), micros(item.ended)})
        .join(' ');
}

inline QString textOf(const Command& command)
{
    ModelQueue::Item item;
    item.id = command.id;
    item.place = static_cast<int>(command.sequence);
    item.body = command.body;
    item.state = nameOf(command.state);
    item.reason = nameOf(command.reason);
    item.attempts = command.deliveryCount;
    item.enqueued = command.enqueued;
    item.expires = command.expires;
    if (command.lock) {
        item.token = command.lock->token;
        item.session = command.lock->session;
        item.until = command.lock->until.value_or(WallTime{});
    }
    item.ended = command.ended.value_or(WallTime{});
    return textOf(item);
}

inline QString difference(const std::vector<Command>& commands,
                          const std::vector<ModelQueue::Item*>& items)
{
    QStringList lines{"queue"};
    for (const Command& command : commands) {
        lines << textOf(command);
    }
    lines << "model";
    for (const ModelQueue::Item* item : items) {
        lines << textOf(*item);
    }
    return lines.join('\n');
}

} // namespace hub::test
