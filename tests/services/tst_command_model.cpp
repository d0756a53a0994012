#include "tests/services/tst_command_model.h"

#include "tests/support/command_desk.h"
#include "tests/support/model_queue.h"

#include <QTest>

#include <iterator>
#include <map>
#include <random>
#include <utility>

using namespace hub;
using namespace hub::test;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t kDevices = 3;

/// Of each of the five seeds. The thread sanitizer looks for races, not for laws, and is slow.
#ifdef __SANITIZE_THREAD__
constexpr int kSteps = 1'000;
#else
constexpr int kSteps = 20'000;
#endif

/// One device of a walk: the real queue and the model's.
struct Pair
{
    Pair(ServicesFixture& fixture, const std::string& id) : desk(fixture, id) {}

    CommandDesk desk;
    ModelQueue model;
    std::map<SessionNumber, std::shared_ptr<FakeLink>> links;
    std::map<SessionNumber, std::size_t> seen; ///< deliveries of each link that were compared
    std::vector<std::string> tokens;           ///< given out, the last ones
};

class Walk final
{
public:
    explicit Walk(unsigned seed) : random_(seed), fixture_(ServicesFixture::Durability::None)
    {
        fixture_.commandRules.maxDeliveryCount = 4; // so that a walk gets there
        fixture_.restart();
        for (std::size_t i = 0; i < kDevices; ++i) {
            pairs_.push_back(std::make_unique<Pair>(fixture_, "dev" + std::to_string(i)));
        }
        for (const auto& pair : pairs_) {
            pair->model.maxAttempts = 4;
        }
    }

    /// Makes one step on both sides. Empty, or what differs.
    QString step();
    /// Looks in some way that must change nothing. Empty, or what differs from the model.
    QString lookSomehow();
    QString compareAll();

private:
    std::size_t below(std::size_t end) { return end == 0 ? 0 : random_() % end; }
    bool oneIn(std::size_t count) { return below(count) == 0; }
    WallTime now() const { return fixture_.clock.highestWall(); }
    CommandId someId(Pair& pair);
    std::string someBody() { return std::string(1, "abc"[below(3)]) + std::to_string(++bodies_); }

    void act(Pair& pair);
    void enqueue(Pair& pair);
    void attach(Pair& pair);
    void detach(Pair& pair);
    void acknowledge(Pair& pair);
    void giveBack(Pair& pair);
    void receive(Pair& pair);
    void settle(Pair& pair);
    void purge(Pair& pair);
    void remove(Pair& pair);
    void requeue(Pair& pair);
    void edit(Pair& pair);
    void holdOrResume(Pair& pair);
    void restart();
    void passTime();

    void expect(bool holds, const QString& what)
    {
        if (!holds && difference_.isEmpty()) {
            difference_ = what;
        }
    }
    void finishStep();
    void compare(Pair& pair);
    void compareHanded(Pair& pair);
    void compareEnded(Pair& pair);
    void compareList();

    std::mt19937 random_;
    ServicesFixture fixture_;
    std::vector<std::unique_ptr<Pair>> pairs_;
    SessionNumber lastSession_ = 0;
    int bodies_ = 0;
    int steps_ = 0;
    int sweeps_ = 1;    ///< at the end of this step
    bool late_ = false; ///< time has passed since the last sweep
    const Pair* acting_ = nullptr;
    QString difference_;
    const char* doing_ = "";
};

/// An id of the device, mostly; sometimes another's, or nobody's.
CommandId Walk::someId(Pair& pair)
{
    if (pair.model.items.empty() || oneIn(20)) {
        return static_cast<CommandId>(below(200));
    }
    // Newer ones are more interesting.
    const std::size_t last = std::min<std::size_t>(pair.model.items.size(), 40);
    return pair.model.items[pair.model.items.size() - 1 - below(last)].id;
}

QString Walk::step()
{
    ++steps_;
    late_ = false;
    for (const auto& pair : pairs_) {
        pair->model.handed.clear();
    }
    if (oneIn(4)) {
        fixture_.clock.advance(std::chrono::milliseconds(below(20'000)));
        late_ = true;
    }
    Pair& pair = *pairs_[below(kDevices)];
    acting_ = &pair;
    act(pair);
    finishStep();
    return difference_.isEmpty() ? QString()
                                 : QString("step %1, %2: %3").arg(steps_).arg(doing_, difference_);
}

void Walk::act(Pair& pair)
{
    struct Deed
    {
        const char* name;
        std::size_t weight;
        void (Walk::*run)(Pair&);
    };
    static const Deed deeds[] = {
        {"enqueue", 30, &Walk::enqueue},   {"attach", 6, &Walk::attach},
        {"detach", 6, &Walk::detach},      {"acknowledge", 16, &Walk::acknowledge},
        {"receive", 14, &Walk::receive},   {"settle", 12, &Walk::settle},
        {"purge", 1, &Walk::purge},        {"remove", 2, &Walk::remove},
        {"requeue", 4, &Walk::requeue},    {"edit", 2, &Walk::edit},
        {"hold or resume", 3, &Walk::holdOrResume}, {"give back", 3, &Walk::giveBack},
    };
    if (oneIn(1'000)) {
        doing_ = "restart";
        return restart();
    }
    if (oneIn(60)) {
        doing_ = "pass time";
        return passTime();
    }
    std::size_t ticket = below(99);
    for (const Deed& deed : deeds) {
        if (ticket < deed.weight) {
            doing_ = deed.name;
            return (this->*deed.run)(pair);
        }
        ticket -= deed.weight;
    }
    Q_UNREACHABLE();
}

void Walk::enqueue(Pair& pair)
{
    const std::string body = someBody();
    const std::optional<WallTime> wished =
        oneIn(2) ? std::nullopt
                 : std::optional(now() + std::chrono::milliseconds(below(300'000)));
    pair.model.tidy(now());

    const auto sent = pair.desk.trySend(newCommand(body, CommandAck::None, wished));

    if (wished && *wished <= now()) {
        expect(!sent && sent.error().code == Errc::InvalidExpiry, "expiry accepted");
    } else if (pair.model.openCount() >= 50) {
        expect(!sent && sent.error().code == Errc::QueueFull, "full queue accepted");
    } else {
        expect(sent.has_value(), "refused");
        if (sent) {
            pair.model.add(sent.value(), body, now(), wished.value_or(now() + 1h));
        }
    }
}

void Walk::attach(Pair& pair)
{
    if (pair.model.receivers.size() >= 3) {
        return detach(pair);
    }
    const SessionNumber session = ++lastSession_;
    pair.links[session] = pair.desk.attach(session);
    pair.model.receivers.push_back(session);
}

void Walk::detach(Pair& pair)
{
    auto& receivers = pair.model.receivers;
    const bool known = !receivers.empty() && !oneIn(10);
    const std::size_t index = below(receivers.size());
    const SessionNumber session = known ? receivers[index] : lastSession_ + 100;

    pair.desk.detach(session);

    if (known) {
        receivers.erase(receivers.begin() + static_cast<std::ptrdiff_t>(index));
        pair.model.takeBack(session, now());
    }
}

void Walk::acknowledge(Pair& pair)
{
    const CommandId id = someId(pair);
    ModelQueue::Item* item = pair.model.find(id);
    const SessionNumber session =
        item != nullptr && item->session != 0 && !oneIn(8) ? item->session : below(20);
    const bool isLate = oneIn(10); // meant what was requeued since
    const auto sequence = static_cast<std::uint64_t>(item == nullptr ? 0 : item->place);

    pair.desk.acknowledge(session, {id, isLate ? sequence - 1 : sequence});

    if (item != nullptr && !isLate && session != 0 && item->session == session) {
        pair.model.end(*item, "completed", "", now());
    }
}

void Walk::giveBack(Pair& pair)
{
    const CommandId id = someId(pair);
    ModelQueue::Item* item = pair.model.find(id);
    const SessionNumber session = item != nullptr && !oneIn(4) ? item->session : below(20);
    const auto sequence = static_cast<std::uint64_t>(item == nullptr ? 0 : item->place);

    fixture_.commands->giveBack(pair.desk.key(), session, {id, sequence});
    fixture_.flush();

    if (item != nullptr && session != 0 && item->session == session) {
        pair.model.comeBack(*item, now());
    }
}

void Walk::receive(Pair& pair)
{
    pair.model.tidy(now());
    pair.model.offer();

    const auto given = pair.desk.receive();

    ModelQueue::Item* first = nullptr;
    for (ModelQueue::Item* item : pair.model.open()) {
        if (item->state == "waiting" && !pair.model.held) {
            first = item;
            break;
        }
    }
    expect(given.has_value() == (first != nullptr), given ? "something given" : "nothing given");
    if (given && first != nullptr) {
        first->state = "inFlight";
        first->token = given->lock->token;
        first->until = now() + 60s;
        pair.tokens.push_back(first->token);
        expect(textOf(*given) == textOf(*first), "given " + textOf(*given));
    }
}

void Walk::settle(Pair& pair)
{
    const std::size_t last = std::min<std::size_t>(pair.tokens.size(), 4);
    const std::string token =
        last == 0 ? "unknown" : pair.tokens[pair.tokens.size() - 1 - below(last)];
    const auto settlement = static_cast<Settlement>(below(3));

    const auto settled = pair.desk.settle(token, settlement);

    ModelQueue::Item* item = pair.model.findToken(token, now());
    pair.model.tidy(now());
    expect(settled.has_value() == (item != nullptr), settled ? "settled" : "lock lost");
    if (item == nullptr) {
        return;
    }
    switch (settlement) {
    case Settlement::Complete: return pair.model.end(*item, "completed", "", now());
    case Settlement::Reject: return pair.model.end(*item, "dead", "rejected", now());
    case Settlement::Abandon: return pair.model.comeBack(*item, now());
    }
}

void Walk::purge(Pair& pair)
{
    PurgeFilter filter;
    filter.includeInFlight = oneIn(2);
    const bool some = oneIn(2);
    filter.contains = some ? "a" : "";
    pair.model.tidy(now());
    std::uint64_t expected = 0;
    for (ModelQueue::Item* item : pair.model.open()) {
        const bool contains = item->body.find('a') != std::string::npos;
        if ((!some || contains) && (item->state == "waiting" || filter.includeInFlight)) {
            pair.model.end(*item, "dead", "purged", now());
            ++expected;
        }
    }

    const auto purged = fixture_.await(
        fixture_.commands->purge(pair.desk.id(), filter, CommandDesk::admin()));

    expect(purged && purged.value() == expected, "purged another number");
}

void Walk::remove(Pair& pair)
{
    std::set<CommandId> ids;
    for (std::size_t i = below(4) + 1; i > 0; --i) {
        ids.insert(someId(pair));
    }
    pair.model.tidy(now());
    std::uint64_t expected = 0;
    for (const CommandId id : ids) {
        ModelQueue::Item* item = pair.model.find(id);
        expected += item != nullptr ? 1U : 0U;
        if (item != nullptr && item->isOpen()) {
            pair.model.end(*item, "dead", "purged", now());
        } else if (item != nullptr) {
            std::erase_if(pair.model.items, [id](const auto& each) { return each.id == id; });
        }
    }

    const auto removed = fixture_.await(fixture_.commands->remove(
        pair.desk.id(), {ids.begin(), ids.end()}, CommandDesk::admin()));

    expect(removed && removed.value() == expected, "removed another number");
}

void Walk::requeue(Pair& pair)
{
    std::set<CommandId> ids;
    for (std::size_t i = below(8) + 1; i > 0; --i) {
        ids.insert(someId(pair));
    }
    pair.model.tidy(now());
    std::vector<ModelQueue::Item*> dead;
    for (const CommandId id : ids) {
        ModelQueue::Item* item = pair.model.find(id);
        if (item != nullptr && item->state == "dead") {
            dead.push_back(item);
        }
    }
    std::sort(dead.begin(), dead.end(), [](auto* a, auto* b) { return a->place < b->place; });

    const auto requeued = fixture_.await(fixture_.commands->requeue(
        pair.desk.id(), {ids.begin(), ids.end()}, CommandDesk::admin()));

    if (pair.model.openCount() + dead.size() > 50) {
        expect(!requeued && requeued.error().code == Errc::QueueFull, "full queue accepted");
        return;
    }
    expect(requeued && requeued.value() == dead.size(), "requeued another number");
    for (ModelQueue::Item* item : dead) {
        pair.model.requeue(*item, now(), now() + 1h);
    }
}

void Walk::edit(Pair& pair)
{
    const CommandId id = someId(pair);
    const std::string body = someBody();
    pair.model.tidy(now());
    ModelQueue::Item* item = pair.model.find(id);

    const auto edited = fixture_.await(fixture_.commands->requeueEdited(
        pair.desk.id(), id, newCommand(body), CommandDesk::admin()));

    if (item == nullptr || item->state != "dead") {
        expect(!edited && edited.error().code == Errc::CommandNotFound, "edited");
    } else if (pair.model.openCount() >= 50) {
        expect(!edited && edited.error().code == Errc::QueueFull, "full queue accepted");
    } else {
        expect(edited.has_value(), "not edited");
        item->body = body;
        pair.model.requeue(*item, now(), now() + 1h);
    }
}

void Walk::holdOrResume(Pair& pair)
{
    if (pair.model.held) {
        pair.desk.resume();
    } else {
        pair.desk.hold();
    }
    pair.model.held = !pair.model.held;
}

void Walk::restart()
{
    fixture_.restart();
    lastSession_ = 0; // numbers begin anew, as in a new process
    for (const auto& pair : pairs_) {
        pair->links.clear();
        pair->seen.clear();
        pair->model.receivers.clear();
        pair->model.takeBack(0, now());
    }
    late_ = true; // as for every device
}

void Walk::passTime()
{
    const bool isLong = oneIn(20);
    fixture_.clock.advance(isLong ? std::chrono::seconds(49h) : std::chrono::seconds(below(900)));
    sweeps_ = isLong ? 20 : 1; // all that has ended is forgotten, piece by piece
    late_ = true;
}

/// Time does its part; then both sides must agree.
void Walk::finishStep()
{
    for (int i = std::exchange(sweeps_, 1); i > 0; --i) {
        fixture_.commands->sweep();
        fixture_.flush();
    }
    for (const auto& pair : pairs_) {
        pair->model.tidy(now());
        pair->model.offer();
        pair->model.forget(now());
        if (late_ || pair.get() == acting_ || steps_ % 16 == 0) { // else nothing touched it
            compare(*pair);
        }
        compareHanded(*pair);
    }
    if (steps_ % 500 == 0) {
        (void)compareAll();
    }
}

void Walk::compare(Pair& pair)
{
    CommandQuery query;
    query.states = {CommandState::Waiting, CommandState::InFlight};
    const QueueView view = pair.desk.look(query);
    const auto wanted = pair.model.open();
    if (!areSame(view.commands, wanted)) {
        expect(false, difference(view.commands, wanted));
    }
    expect(view.counts.waiting == pair.model.count("waiting") &&
               view.counts.inFlight == pair.model.count("inFlight") &&
               view.counts.completed == pair.model.count("completed") &&
               view.counts.dead == pair.model.count("dead"),
           "counters");
    expect(view.hold.has_value() == pair.model.held, "hold");
}

/// What each link was handed since the last step. The order between what time brought back and the
/// rest depends on when the sweep came.
void Walk::compareHanded(Pair& pair)
{
    std::vector<std::pair<std::uint64_t, std::string>> real;
    for (const auto& [session, link] : pair.links) {
        for (std::size_t& i = pair.seen[session]; i < link->commands.size(); ++i) {
            real.emplace_back(session, link->commands[i]->body);
        }
    }
    std::vector<std::pair<std::uint64_t, std::string>> wanted = pair.model.handed;
    if (late_) {
        std::sort(real.begin(), real.end());
        std::sort(wanted.begin(), wanted.end());
    }
    expect(real == wanted, "handed to links");
}

QString Walk::compareAll()
{
    for (const auto& pair : pairs_) {
        compare(*pair);
        compareEnded(*pair);
    }
    compareList();
    return difference_;
}

void Walk::compareEnded(Pair& pair)
{
    CommandQuery query;
    query.states = {CommandState::Completed, CommandState::Dead};
    query.limit = 100;
    std::vector<Command> real;
    do {
        QueueView view = pair.desk.look(query);
        std::move(view.commands.begin(), view.commands.end(), std::back_inserter(real));
        query.after = view.next;
    } while (query.after);
    const auto wanted = pair.model.ended();
    if (!areSame(real, wanted)) {
        expect(false, difference(real, wanted));
    }
}

void Walk::compareList()
{
    QueueListQuery query;
    query.order = QueueOrder::Id;
    query.descending = false;
    const QueueList list = fixture_.await(fixture_.commands->list(query)).value();
    std::size_t row = 0;
    std::uint64_t waiting = 0;
    for (const auto& pair : pairs_) {
        ModelQueue& model = pair->model;
        waiting += model.count("waiting");
        if (model.items.empty() && !model.held) {
            continue;
        }
        expect(row < list.queues.size(), "a queue is not listed");
        if (row >= list.queues.size()) {
            return;
        }
        const QueueSummary& queue = list.queues[row++];
        const auto open = model.open();
        std::optional<WallTime> next;
        unsigned attempts = 0;
        for (const ModelQueue::Item* item : open) {
            next = next ? std::min(*next, item->expires) : item->expires;
            attempts = std::max(attempts, item->attempts);
        }
        expect(queue.id == pair->desk.id() && queue.held == model.held &&
                   queue.counts.dead == model.count("dead") && queue.nextExpiry == next &&
                   queue.mostAttempts == attempts &&
                   queue.oldestEnqueued ==
                       (open.empty() ? std::nullopt : std::optional(open[0]->enqueued)),
               "summary of a queue");
    }
    expect(row == list.queues.size() && row == list.total, "number of queues");
    expect(list.fleet.waiting == waiting, "sum of the fleet");
}

QString Walk::lookSomehow()
{
    Pair& pair = *pairs_[below(kDevices)];
    Commands& commands = *fixture_.commands;
    switch (below(5)) {
    case 0: (void)pair.desk.look(); break;
    case 1: compareList(); break;
    case 2: (void)fixture_.await(commands.item(pair.desk.id(), someId(pair))); break;
    case 3: (void)fixture_.await(commands.deadLetters(std::nullopt, below(20) + 1)).value(); break;
    default: {
        PurgeFilter filter;
        filter.contains = oneIn(2) ? "a" : "";
        filter.includeInFlight = true;
        const auto count = fixture_.await(commands.countMatching(pair.desk.id(), filter));
        std::uint64_t expected = 0;
        for (const ModelQueue::Item* item : pair.model.open()) {
            const bool contains = item->body.find('a') != std::string::npos;
            expected += filter.contains.empty() || contains ? 1U : 0U;
        }
        expect(count && count.value() == expected, "counted another number");
    }
    }
    for (const auto& each : pairs_) {
        each->model.handed.clear();
        compare(*each);
        compareHanded(*each);
    }
    return difference_;
}

} // namespace

void CommandModelTest::walkAgreesWithTheModel_data()
{
    QTest::addColumn<unsigned>("seed");

    for (const unsigned seed : {1U, 2U, 3U, 4U, 5U}) {
        QTest::newRow(qPrintable(QString("seed %1").arg(seed))) << seed;
    }
}

void CommandModelTest::walkAgreesWithTheModel()
{
    QFETCH(const unsigned, seed);
    Walk walk(seed);

    for (int i = 0; i < kSteps; ++i) {
        const QString difference = walk.step();
        QVERIFY2(difference.isEmpty(), qPrintable(QString("seed %1, ").arg(seed) + difference));
    }
    const QString difference = walk.compareAll();
    QVERIFY2(difference.isEmpty(), qPrintable(QString("seed %1, ").arg(seed) + difference));
}

void CommandModelTest::lookingChangesNothing()
{
    constexpr unsigned seed = 6;
    Walk walk(seed);

    for (int i = 0; i < 1'000; ++i) {
        QString difference = walk.step();
        if (difference.isEmpty()) {
            difference = walk.lookSomehow();
        }
        QVERIFY2(difference.isEmpty(), qPrintable(QString("seed %1, ").arg(seed) + difference));
    }
    const QString difference = walk.compareAll();
    QVERIFY2(difference.isEmpty(), qPrintable(QString("seed %1, ").arg(seed) + difference));
}
