// A twin's part while it is edited: what is wrong, what would change, and who was faster.
#include "models/json_merge.h"
#include "models/twin_draft.h"
#include "tests/support/fake_hub.h"

#include "models/hub_session.h"

#include "base/json_writer.h"

#include <QSignalSpy>
#include <QTest>

#include <memory>
#include <random>

namespace deck::test {

using namespace Qt::StringLiterals;

class TwinDraftTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void patchMakesOneOfTheOther_data();
    void patchMakesOneOfTheOther();
    void patchIsUndoneByItsInverse();
    void beginsWithWhatTheTwinSays();
    void changesAreNamed();
    void nullTakesAway();
    void faultSaysWhere_data();
    void faultSaysWhere();
    void savesTheSmallestPatch();
    void savesDesiredPropertiesInTheirPlace();
    void wrongTextIsNotSaved();
    void fasterChangeIsShownNotOverwritten();
    void mineIsAppliedToTheirs();
    void theirsAreTaken();
    void refusalIsTold();
    void savedIsUndone();
    void undoIsRefusedAfterOthers();
    void laterTwinIsNoted();
    void changeOfAnotherPartIsNone();
    void answerForADroppedDraftIsForgotten();

private:
    TwinDraft& tags() { return *tags_; }
    bool begin(TwinDraft& draft, const QByteArray& twin) { return draft.begin(u"pump"_s, twin); }
    bool saves(TwinDraft& draft);
    QByteArray lastBody(const char* method);
    QByteArray lastEtag(const char* method);

    std::unique_ptr<FakeHub> fake_;
    std::unique_ptr<HubSession> session_;
    std::unique_ptr<TwinDraft> tags_;
    std::unique_ptr<TwinDraft> desired_;
};

namespace {

QByteArray twin(const QByteArray& tags, const QByteArray& etag, const QByteArray& desired = "{}")
{
    QByteArray with = desired;
    with.insert(1, desired == "{}" ? "\"$version\":3" : "\"$version\":3,");
    return "{\"deviceId\":\"pump\",\"etag\":\"" + etag + "\",\"tags\":" + tags +
           ",\"properties\":{\"desired\":" + with + ",\"reported\":{\"$version\":1}}}";
}

hub::json::object object(const std::string& text)
{
    return hub::parseJson(text).value().get_object();
}

QStringList texts(const std::vector<JsonChange>& changes)
{
    QStringList lines;
    for (const JsonChange& change : changes) {
        lines << change.path + u' ' + change.before + u"→"_s + change.after;
    }
    return lines;
}

/// Any small object, the same for the same seed.
hub::json::object anyObject(std::mt19937& random, int depth)
{
    hub::json::object made;
    const auto pick = [&random](unsigned most) { return random() % most; };
    for (unsigned i = pick(4); i > 0; --i) {
        const std::string key(1, char('a' + pick(4)));
        switch (pick(depth > 0 ? 5 : 4)) {
        case 0: made[key] = pick(3); break;
        case 1: made[key] = "x"; break;
        case 2: made[key] = hub::json::array{1, "y"}; break;
        case 3: made[key] = hub::json::object(); break;
        default: made[key] = anyObject(random, depth - 1);
        }
    }
    return made;
}

} // namespace

void TwinDraftTest::init()
{
    fake_ = std::make_unique<FakeHub>();
    session_ = std::make_unique<HubSession>(fake_->profile());
    session_->start();
    QTRY_VERIFY(session_->isOnline());
    tags_ = std::make_unique<TwinDraft>(*session_, hub::TwinPart::Tags);
    desired_ = std::make_unique<TwinDraft>(*session_, hub::TwinPart::Desired);
}

void TwinDraftTest::cleanup()
{
    tags_.reset();
    desired_.reset();
    session_.reset();
    fake_.reset();
}

bool TwinDraftTest::saves(TwinDraft& draft)
{
    QSignalSpy saved(&draft, &TwinDraft::saved);
    draft.save();
    return saved.wait();
}

QByteArray TwinDraftTest::lastBody(const char* method)
{
    QByteArray body;
    for (const FakeHub::Request& request : fake_->requestsOf("/twins/pump")) {
        body = request.method == method ? request.body : body;
    }
    return body;
}

QByteArray TwinDraftTest::lastEtag(const char* method)
{
    QByteArray etag;
    for (const FakeHub::Request& request : fake_->requestsOf("/twins/pump")) {
        etag = request.method == method ? request.headers.value("if-match") : etag;
    }
    return etag;
}

void TwinDraftTest::patchMakesOneOfTheOther_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::addColumn<QByteArray>("patch");
    const auto row = [](const char* name, const char* before, const char* after, const char* patch) {
        QTest::newRow(name) << QByteArray(before) << QByteArray(after) << QByteArray(patch);
    };
    row("nothing", R"({"a":1})", R"({"a":1})", "{}");
    row("added", R"({"a":1})", R"({"a":1,"b":{"c":2}})", R"({"b":{"c":2}})");
    row("changed below", R"({"a":{"b":1,"c":2}})", R"({"a":{"b":1,"c":3}})", R"({"a":{"c":3}})");
    row("removed below", R"({"a":{"b":1,"c":2}})", R"({"a":{"b":1}})", R"({"a":{"c":null}})");
    row("emptied", R"({"a":{"b":1}})", R"({"a":{}})", R"({"a":{"b":null}})");
    row("object for a value", R"({"a":1})", R"({"a":{"b":1}})", R"({"a":{"b":1}})");
    row("array as a whole", R"({"a":[1,2]})", R"({"a":[1]})", R"({"a":[1]})");
    row("null counts as not there", R"({"a":1,"b":2})", R"({"a":null,"b":2})", R"({"a":null})");
}

void TwinDraftTest::patchMakesOneOfTheOther()
{
    QFETCH(const QByteArray, before);
    QFETCH(const QByteArray, after);
    QFETCH(const QByteArray, patch);

    const auto made = mergePatch(object(before.toStdString()), object(after.toStdString()));

    QCOMPARE(QByteArray::fromStdString(hub::jsonText(made)), patch);
}

/// As the hub merges.
void TwinDraftTest::patchIsUndoneByItsInverse()
{
    std::mt19937 random(7);
    for (int round = 0; round < 2'000; ++round) {
        const hub::json::object before = anyObject(random, 3);
        const hub::json::object after = anyObject(random, 3);

        const auto there = hub::merge(before, mergePatch(before, after), hub::TwinPart::Tags);
        QVERIFY(there);
        const auto back =
            hub::merge(there.value(), mergePatch(there.value(), before), hub::TwinPart::Tags);

        QVERIFY(there.value() == after);
        QVERIFY(back.value() == before);
    }
}

void TwinDraftTest::beginsWithWhatTheTwinSays()
{
    QVERIFY(begin(*desired_, twin("{}", "AA=", R"({"interval":5})")));

    QVERIFY(desired_->isOpen());
    QCOMPARE(desired_->text(), u"{\n  \"interval\": 5\n}"_s); // without $version
    QVERIFY(!desired_->isChanged());
    QCOMPARE(desired_->size(), std::size_t(16));
    QCOMPARE(desired_->mostSize(), std::size_t(32'768));
    QVERIFY(!begin(tags(), "not a twin"));
}

void TwinDraftTest::changesAreNamed()
{
    QVERIFY(begin(tags(), twin(R"({"site":"berlin","floor":3,"old":true})", "AA=")));

    tags().setText(u"{\"site\":\"rom\",\"floor\":3,\"room\":\"7\"}"_s);

    QVERIFY(tags().isChanged());
    QCOMPARE(texts(tags().changes()),
             (QStringList{u"old true→"_s, u"room →\"7\""_s, u"site \"berlin\"→\"rom\""_s}));
}

void TwinDraftTest::nullTakesAway()
{
    QVERIFY(begin(tags(), twin(R"({"site":"berlin"})", "AA=")));

    tags().setText(u"{\"site\":null}"_s);

    QCOMPARE(texts(tags().changes()).size(), 1);
    fake_->answer("PATCH /twins/pump", 200, twin("{}", "AB="));
    QVERIFY(saves(tags()));
    QCOMPARE(lastBody("PATCH"), QByteArray(R"({"tags":{"site":null}})"));
}

void TwinDraftTest::faultSaysWhere_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("line");
    QTest::addColumn<int>("column");
    QTest::newRow("ends early") << u"{\n  \"a\": "_s << 2 << 8;
    QTest::newRow("no object") << u"[1]"_s << 1 << 1;
    QTest::newRow("key with a dot") << u"{\n  \"ok\": 1,\n  \"max.temp\": 4\n}"_s << 3 << 3;
    QTest::newRow("null in a list") << u"{\n  \"a\": {\n    \"b\": [null]\n  }\n}"_s << 3 << 5;
    QTest::newRow("too long") << u"{\n  \"a\": \"%1\"\n}"_s.arg(QString(5'000, u'x')) << 2 << 3;
}

void TwinDraftTest::faultSaysWhere()
{
    QFETCH(const QString, text);
    QFETCH(const int, line);
    QFETCH(const int, column);
    QVERIFY(begin(tags(), twin("{}", "AA=")));

    tags().setText(text);

    QVERIFY(tags().fault());
    QCOMPARE(tags().fault()->line, line);
    QCOMPARE(tags().fault()->column, column);
    QVERIFY(tags().changes().empty());
}

void TwinDraftTest::savesTheSmallestPatch()
{
    QVERIFY(begin(tags(), twin(R"({"site":"berlin","floor":3})", "AA=")));
    tags().setText(u"{\"site\":\"rom\",\"floor\":3}"_s);
    fake_->answer("PATCH /twins/pump", 200, twin(R"({"site":"rom","floor":3})", "AB="));

    QVERIFY(saves(tags()));

    QCOMPARE(lastBody("PATCH"), QByteArray(R"({"tags":{"site":"rom"}})"));
    QCOMPARE(lastEtag("PATCH"), QByteArray("\"AA=\""));
    QVERIFY(!tags().isOpen());
}

void TwinDraftTest::savesDesiredPropertiesInTheirPlace()
{
    QVERIFY(begin(*desired_, twin("{}", "AA=", R"({"interval":5})")));
    desired_->setText(u"{\"interval\":6}"_s);
    fake_->answer("PATCH /twins/pump", 200, twin("{}", "AB=", R"({"interval":6})"));

    QVERIFY(saves(*desired_));

    QCOMPARE(lastBody("PATCH"), QByteArray(R"({"properties":{"desired":{"interval":6}}})"));
}

void TwinDraftTest::wrongTextIsNotSaved()
{
    QVERIFY(begin(tags(), twin("{}", "AA=")));
    tags().setText(u"{\"a\":"_s);

    tags().save();

    QVERIFY(!tags().isSaving());
    QCOMPARE(fake_->requestsOf("/twins/pump").size(), 0);
}

void TwinDraftTest::fasterChangeIsShownNotOverwritten()
{
    QVERIFY(begin(tags(), twin(R"({"site":"berlin","floor":3})", "AA=")));
    tags().setText(u"{\"site\":\"rom\",\"floor\":3}"_s);
    fake_->answer("PATCH /twins/pump", 412, "{}");
    fake_->answer("GET /twins/pump", 200, twin(R"({"site":"berlin","floor":4})", "AC="));
    QSignalSpy conflicted(&tags(), &TwinDraft::conflicted);

    tags().save();

    QVERIFY(conflicted.wait());
    QCOMPARE(texts(tags().theirs()), QStringList{u"floor 3→4"_s});
    QCOMPARE(texts(tags().changes()), QStringList{u"site \"berlin\"→\"rom\""_s});
    QVERIFY(tags().isOpen() && tags().isOutdated() && !tags().isSaving());
}

void TwinDraftTest::mineIsAppliedToTheirs()
{
    fasterChangeIsShownNotOverwritten();
    fake_->answer("PATCH /twins/pump", 200, twin(R"({"site":"rom","floor":4})", "AD="));
    QSignalSpy saved(&tags(), &TwinDraft::saved);

    tags().applyMine();

    QVERIFY(saved.wait());
    QCOMPARE(lastBody("PATCH"), QByteArray(R"({"tags":{"site":"rom"}})")); // their floor stays
    QCOMPARE(lastEtag("PATCH"), QByteArray("\"AC=\""));
}

void TwinDraftTest::theirsAreTaken()
{
    fasterChangeIsShownNotOverwritten();

    tags().takeTheirs();

    QVERIFY(tags().text().contains(u"\"floor\": 4"_s));
    QVERIFY(!tags().isChanged() && !tags().isOutdated());
}

void TwinDraftTest::refusalIsTold()
{
    QVERIFY(begin(tags(), twin("{}", "AA=")));
    tags().setText(u"{\"a\":1}"_s);
    fake_->answer("PATCH /twins/pump", 400,
                  R"({"Message":"ErrorCode:ArgumentInvalid;no such thing"})");
    QSignalSpy failed(&tags(), &TwinDraft::failed);

    tags().save();

    QVERIFY(failed.wait());
    QVERIFY(failed.front().front().value<HubError>().message.contains(u"o such thing"_s));
    QVERIFY(tags().isOpen() && tags().isChanged() && !tags().isSaving());
}

void TwinDraftTest::savedIsUndone()
{
    savesTheSmallestPatch();
    fake_->answer("PATCH /twins/pump", 200, twin(R"({"site":"berlin","floor":3})", "AC="));
    std::optional<ActResult> result;

    tags().undo([&result](const ActResult& done) { result = done; });

    QTRY_VERIFY(result);
    QVERIFY2(result->ok(), qPrintable(result->text));
    QCOMPARE(lastBody("PATCH"), QByteArray(R"({"tags":{"site":"berlin"}})"));
    QCOMPARE(lastEtag("PATCH"), QByteArray("\"AB=\""));
    QVERIFY(!tags().canUndo());
}

void TwinDraftTest::undoIsRefusedAfterOthers()
{
    savesTheSmallestPatch();
    fake_->answer("PATCH /twins/pump", 412, "{}");
    std::optional<ActResult> result;

    tags().undo([&result](const ActResult& done) { result = done; });

    QTRY_VERIFY(result);
    QVERIFY(!result->ok());
    QVERIFY2(result->text.contains(u"somebody else"_s), qPrintable(result->text));
}

void TwinDraftTest::laterTwinIsNoted()
{
    QVERIFY(begin(tags(), twin(R"({"site":"berlin"})", "AA=")));

    tags().noteTwin(twin(R"({"site":"oslo"})", "AB="));

    QVERIFY(tags().isOutdated());
    tags().noteTwin(twin(R"({"site":"berlin"})", "AA="));
    QVERIFY(!tags().isOutdated());
}

void TwinDraftTest::changeOfAnotherPartIsNone()
{
    QVERIFY(begin(tags(), twin(R"({"site":"berlin"})", "AA=")));
    tags().setText(u"{\"site\":\"rom\"}"_s);

    tags().noteTwin(twin(R"({"site":"berlin"})", "AB=", R"({"interval":9})"));

    QVERIFY(!tags().isOutdated());
    fake_->answer("PATCH /twins/pump", 200, twin(R"({"site":"rom"})", "AC="));
    QVERIFY(saves(tags()));
    QCOMPARE(lastEtag("PATCH"), QByteArray("\"AB=\""));
}

void TwinDraftTest::answerForADroppedDraftIsForgotten()
{
    QVERIFY(begin(tags(), twin("{}", "AA=")));
    tags().setText(u"{\"a\":1}"_s);
    fake_->hang("PATCH /twins/pump");
    QSignalSpy saved(&tags(), &TwinDraft::saved);
    tags().save();
    QTRY_COMPARE(fake_->requestsOf("/twins/pump").size(), 1);

    tags().drop();
    fake_->answerHanging("/twins/pump", 200, twin(R"({"a":1})", "AB="));

    QTest::qWait(100);
    QCOMPARE(saved.size(), 0);
    QVERIFY(!tags().isOpen());
}

std::unique_ptr<QObject> twinDraftTest()
{
    return std::make_unique<TwinDraftTest>();
}

} // namespace deck::test

#include "tst_twin_draft.moc"
