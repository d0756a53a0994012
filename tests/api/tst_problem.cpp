#include "api/problem.h"
#include "tests/support/json_text.h"
#include "tests/support/printing.h"

#include <QTest>

#include <memory>

namespace hub::test {

using namespace std::string_literals;

class ProblemTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writtenProblemReadsBack();
    void problemHasTheMembersOfTheAdminApi();
    void whatIsMissingStaysEmpty_data();
    void whatIsMissingStaysEmpty();
};

void ProblemTest::writtenProblemReadsBack()
{
    const api::Problem problem{"DeviceNotFound", "there is no device \"dev1\"", "/admin/devices/x",
                               "Register it first.\n", "6b1d"};

    const json::value document = parsed(written(problem));
    const api::Problem read = api::problemFrom(JsonView(document));

    QCOMPARE(read.code, problem.code);
    QCOMPARE(read.message, problem.message);
    QCOMPARE(read.target, problem.target);
    QCOMPARE(read.remedy, problem.remedy);
    QCOMPARE(read.requestId, problem.requestId);
}

void ProblemTest::problemHasTheMembersOfTheAdminApi()
{
    const json::value document = parsed(written(api::Problem{"a", "b", "c", "d", "e"}));

    QVERIFY(document ==
            parsed(R"({"code":"a","message":"b","target":"c","remedy":"d","requestId":"e"})"));
}

void ProblemTest::whatIsMissingStaysEmpty_data()
{
    QTest::addColumn<std::string>("json");
    QTest::addColumn<std::string>("code");

    QTest::newRow("empty object") << "{}"s
                                  << ""s;
    QTest::newRow("code only") << R"({"code":"Internal"})"s
                               << "Internal"s;
    QTest::newRow("wrong types") << R"({"code":"Internal","message":1,"target":[],"remedy":{}})"s
                                 << "Internal"s;
    QTest::newRow("code of a wrong type") << R"({"code":7})"s
                                          << ""s;
    QTest::newRow("nulls") << R"({"code":null,"message":null})"s
                           << ""s;
    QTest::newRow("an array") << R"(["code"])"s
                              << ""s;
    QTest::newRow("a string") << R"("code")"s
                              << ""s;
    QTest::newRow("null") << "null"s
                          << ""s;
    QTest::newRow("of an Azure route") << R"({"Message":"ErrorCode:x;y"})"s
                                       << ""s;
}

void ProblemTest::whatIsMissingStaysEmpty()
{
    QFETCH(const std::string, json);
    QFETCH(const std::string, code);
    const json::value document = parsed(json);

    const api::Problem problem = api::problemFrom(JsonView(document));

    QCOMPARE(problem.code, code);
    QVERIFY(problem.target.empty());
    QVERIFY(problem.remedy.empty());
    QVERIFY(problem.requestId.empty());
}

std::unique_ptr<QObject> problemTest()
{
    return std::make_unique<ProblemTest>();
}

} // namespace hub::test

#include "tst_problem.moc"
