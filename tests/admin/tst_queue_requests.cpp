// Requests about queues: defaults, and every parameter and body that is refused.
#include "admin/queue_requests.h"
#include "tests/support/printing.h"

#include <QTest>

#include <functional>
#include <memory>

namespace hub::test {

using namespace std::string_literals;

class QueueRequestsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void queueIsNamedByPathAndModule();
    void lookHasDefaults();
    void lookSaysWhatToShow();
    void listHasDefaults();
    void listSaysItsOrder_data();
    void listSaysItsOrder();
    void commandsAreNumbers();
    void purgeIsAFilter();
    void reasonMayBeLeftOut_data();
    void reasonMayBeLeftOut();
    void wrongRequestsAreNamed_data();
    void wrongRequestsAreNamed();
};

namespace {

/// A request with its parts; lives as long as the test.
struct Asked
{
    net::HttpRequest http;
    std::vector<std::string> captured{"pump-7", "12"};

    admin::RouteRequest routed() const { return {http, captured, {}, {}}; }
};

Asked asked(const std::string& query, const std::string& body = {})
{
    Asked asked;
    net::parseTarget("/x?" + query, asked.http);
    asked.http.body = body;
    return asked;
}

using Reader = std::function<std::optional<Error>(const Asked&)>;

template <class T>
std::optional<Error> errorOf(const Result<T>& result)
{
    return result ? std::nullopt : std::optional(result.error());
}

std::optional<Error> look(const Asked& asked)
{
    return errorOf(admin::commandQueryFrom(asked.routed()));
}

std::optional<Error> list(const Asked& asked)
{
    return errorOf(admin::queueListQueryFrom(asked.http));
}

std::optional<Error> number(const Asked& asked)
{
    return errorOf(admin::numberFrom(asked.captured.at(1)));
}

std::optional<Error> commands(const Asked& asked)
{
    return errorOf(admin::commandsFrom(asked.http));
}

std::optional<Error> draft(const Asked& asked)
{
    return errorOf(admin::draftFrom(asked.http, WallTime{}));
}

std::optional<Error> purge(const Asked& asked)
{
    return errorOf(admin::purgeRequestFrom(asked.http));
}

std::optional<Error> reason(const Asked& asked)
{
    return errorOf(admin::reasonFrom(asked.http));
}

} // namespace

void QueueRequestsTest::queueIsNamedByPathAndModule()
{
    const Asked device = asked("");
    const Asked module = asked("module=filter");

    QVERIFY(admin::queueIdFrom(device.routed()).value() == (IdentityId{"pump-7", ""}));
    QVERIFY(admin::queueIdFrom(module.routed()).value() == (IdentityId{"pump-7", "filter"}));
}

void QueueRequestsTest::lookHasDefaults()
{
    const Asked request = asked("");

    const CommandQuery query = admin::commandQueryFrom(request.routed()).value();

    QVERIFY(query.states.empty());
    QVERIFY(!query.after);
    QCOMPARE(query.limit, std::size_t{256});
}

void QueueRequestsTest::lookSaysWhatToShow()
{
    const Asked request = asked("state=waiting,inFlight,dead&after=9007199254740993&limit=1000");

    const CommandQuery query = admin::commandQueryFrom(request.routed()).value();

    const std::vector<CommandState> states{CommandState::Waiting, CommandState::InFlight,
                                           CommandState::Dead};
    QVERIFY(query.states == states);
    QVERIFY(query.after == CommandId{9'007'199'254'740'993});
    QCOMPARE(query.limit, std::size_t{1'000});
}

void QueueRequestsTest::listHasDefaults()
{
    const QueueListQuery query = admin::queueListQueryFrom(asked("").http).value();

    QVERIFY(query.contains.empty());
    QVERIFY(query.order == QueueOrder::Depth);
    QVERIFY(query.descending);
    QCOMPARE(query.offset, std::size_t{0});
    QCOMPARE(query.limit, std::size_t{256});
}

void QueueRequestsTest::listSaysItsOrder_data()
{
    QTest::addColumn<std::string>("name");
    QTest::addColumn<QueueOrder>("order");

    QTest::newRow("id") << "id"s << QueueOrder::Id;
    QTest::newRow("depth") << "depth"s << QueueOrder::Depth;
    QTest::newRow("oldestAge") << "oldestAge"s << QueueOrder::OldestAge;
    QTest::newRow("inFlight") << "inFlight"s << QueueOrder::InFlight;
    QTest::newRow("dead") << "dead"s << QueueOrder::Dead;
    QTest::newRow("lastPoll") << "lastPoll"s << QueueOrder::LastPoll;
}

void QueueRequestsTest::listSaysItsOrder()
{
    QFETCH(const std::string, name);
    QFETCH(const QueueOrder, order);
    const Asked request = asked("order=asc&search=pump&offset=7&limit=2&sort=" + name);

    const QueueListQuery query = admin::queueListQueryFrom(request.http).value();

    QVERIFY(query.order == order);
    QVERIFY(!query.descending);
    QCOMPARE(query.contains, "pump"s);
    QCOMPARE(query.offset, std::size_t{7});
    QCOMPARE(query.limit, std::size_t{2});
}

void QueueRequestsTest::commandsAreNumbers()
{
    const Asked request = asked("", R"({"commands":["12",13,"9007199254740993"]})");

    const std::vector<CommandId> expected{12, 13, 9'007'199'254'740'993};
    QVERIFY(admin::commandsFrom(request.http).value() == expected);
}

void QueueRequestsTest::purgeIsAFilter()
{
    const Asked request =
        asked("", R"({"enqueuedBefore":"2025-01-02T03:04:05Z","contains":"open",)"
                  R"("propertyName":"site","propertyValue":"berlin","includeInFlight":true})");

    const PurgeFilter filter =
        admin::filterOf(admin::purgeRequestFrom(request.http).value());

    QVERIFY(filter.enqueuedBefore == wallFromMicros(1'735'787'045'000'000));
    QCOMPARE(filter.contains, "open"s);
    QCOMPARE(filter.propertyName, "site"s);
    QVERIFY(filter.propertyValue == "berlin"s);
    QVERIFY(filter.includeInFlight);
}

void QueueRequestsTest::reasonMayBeLeftOut_data()
{
    QTest::addColumn<std::string>("body");
    QTest::addColumn<std::string>("expected");

    QTest::newRow("no body") << ""s << ""s;
    QTest::newRow("no member") << "{}"s << ""s;
    QTest::newRow("null") << R"({"reason":null})"s << ""s;
    QTest::newRow("given") << R"({"reason":"repair"})"s << "repair"s;
}

void QueueRequestsTest::reasonMayBeLeftOut()
{
    QFETCH(const std::string, body);
    QFETCH(const std::string, expected);

    QCOMPARE(admin::reasonFrom(asked("", body).http).value(), expected);
}

void QueueRequestsTest::wrongRequestsAreNamed_data()
{
    QTest::addColumn<Reader>("read");
    QTest::addColumn<Asked>("request");
    QTest::addColumn<Errc>("code");
    QTest::addColumn<std::string>("named");

    const auto row = [](const char* title, Reader read, const Asked& request, Errc code,
                        const char* named) {
        QTest::newRow(title) << read << request << code << std::string(named);
    };
    const Errc wrong = Errc::InvalidArgument;
    Asked noId = asked("");
    noId.captured[0] = "pump 7";
    row("device id", look, noId, wrong, "device id");
    row("module id", look, asked("module=a%20b"), wrong, "module");
    row("empty module", look, asked("module="), wrong, "module");
    row("state", look, asked("state=waiting,done"), wrong, "state");
    row("empty state", look, asked("state=waiting,"), wrong, "state");
    row("too many states", look, asked("state=dead,dead,dead,dead,dead"), wrong, "state");
    row("cursor", look, asked("after=x"), wrong, "after");
    row("cursor 0", look, asked("after=0"), wrong, "after");
    row("limit 0", look, asked("limit=0"), wrong, "limit");
    row("limit 1001", look, asked("limit=1001"), wrong, "limit");
    row("sort", list, asked("sort=color"), wrong, "sort");
    row("order", list, asked("order=up"), wrong, "order");
    row("offset", list, asked("offset=-1"), wrong, "offset");
    row("far offset", list, asked("offset=1000001"), wrong, "offset");
    row("search", list, asked("search=" + std::string(129, 'a')), wrong, "search");
    row("limit of the list", list, asked("limit=many"), wrong, "limit");
    Asked noNumber = asked("");
    for (const char* const text : {"", "0", "-1", "x", "1x", "9223372036854775808"}) {
        noNumber.captured[1] = text;
        row(qPrintable(QString("number '%1'").arg(text)), number, noNumber, wrong, "number");
    }
    row("no list of commands", commands, asked("", "{}"), Errc::MissingArgument, "commands");
    row("commands are an object", commands, asked("", R"({"commands":{}})"), wrong, "commands");
    row("no command", commands, asked("", R"({"commands":[]})"), wrong, "commands");
    row("command 0", commands, asked("", R"({"commands":["0"]})"), wrong, "commands");
    row("command is a word", commands, asked("", R"({"commands":["x"]})"), wrong, "commands");
    std::string many = R"({"commands":[1)";
    for (int i = 0; i < 1'000; ++i) {
        many += ",1";
    }
    row("too many commands", commands, asked("", many + "]}"), wrong, "commands");
    row("broken body", commands, asked("", "{"), Errc::InvalidJson, "JSON");
    row("draft is an array", draft, asked("", "[]"), wrong, "object");
    row("ack of a draft", draft, asked("", R"({"ack":"maybe"})"), wrong, "ack");
    row("no draft", draft, asked(""), Errc::InvalidJson, "JSON");
    row("purge is an array", purge, asked("", "[]"), wrong, "object");
    row("no purge", purge, asked(""), Errc::InvalidJson, "JSON");
    row("value without a name", purge, asked("", R"({"propertyValue":"a"})"),
        Errc::MissingArgument, "propertyName");
    for (const char* const name : {"contains", "propertyName"}) {
        row(qPrintable(QString("long %1").arg(name)), purge,
            asked("", "{\"" + std::string(name) + "\":\"" + std::string(1'025, 'a') + "\"}"), wrong,
            "1024");
    }
    row("reason is a number", reason, asked("", R"({"reason":1})"), wrong, "reason");
    row("long reason", reason, asked("", R"({"reason":")" + std::string(129, 'a') + R"("})"), wrong,
        "reason");
    row("reason is an array", reason, asked("", "[]"), wrong, "object");
    Asked form = asked("", R"({"reason":"a"})");
    form.http.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
    row("form", reason, form, Errc::UnsupportedMediaType, "");
    row("form as a draft", draft, form, Errc::UnsupportedMediaType, "");
}

void QueueRequestsTest::wrongRequestsAreNamed()
{
    QFETCH(const Reader, read);
    QFETCH(const Asked, request);
    QFETCH(const Errc, code);
    QFETCH(const std::string, named);

    const auto error = read(request);

    QVERIFY(error);
    QCOMPARE(error->code, code);
    QVERIFY2(error->detail.find(named) != std::string::npos, error->detail.c_str());
}

std::unique_ptr<QObject> queueRequestsTest()
{
    return std::make_unique<QueueRequestsTest>();
}

} // namespace hub::test

#include "tst_queue_requests.moc"
