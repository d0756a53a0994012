#include "domain/configuration.h"
#include "domain/error_table.h"

#include "tests/support/json_text.h"
#include "tests/support/printing.h"

#include <QTest>

#include <memory>

namespace hub::test {

namespace {

template <class T>
std::string errorOf(const Result<T>& result)
{
    return result ? "none" : std::string(lookOf(result.error().code).azureName);
}

json::object object(const char* text)
{
    return parsed(text).as_object();
}

} // namespace

class ConfigurationTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void contentIsParsed_data();
    void contentIsParsed();
    void wrongContentIsRefused_data();
    void wrongContentIsRefused();
    void baseIsTold_data();
    void baseIsTold();
    void targetFitsTheContent_data();
    void targetFitsTheContent();
    void metricQueriesAreChecked();
    void systemQueriesCanBeAsked_data();
    void systemQueriesCanBeAsked();
    void whatWasSaidBeforeWins_data();
    void whatWasSaidBeforeWins();
    void patchIsWhatIsMissing_data();
    void patchIsWhatIsMissing();
};

void ConfigurationTest::contentIsParsed_data()
{
    QTest::addColumn<QString>("content");
    QTest::addColumn<QString>("module");
    QTest::addColumn<QString>("settings");
    QTest::newRow("a path") << R"({"deviceContent":{"properties.desired.a.b":5}})" << ""
                            << R"({"a":{"b":5}})";
    QTest::newRow("all") << R"({"deviceContent":{"properties.desired":{"a":{"b":[1]}}}})" << ""
                         << R"({"a":{"b":[1]}})";
    QTest::newRow("two paths")
        << R"({"deviceContent":{"properties.desired.a.b":5,"properties.desired.a.c":6}})" << ""
        << R"({"a":{"b":5,"c":6}})";
    QTest::newRow("a null sets nothing")
        << R"({"deviceContent":{"properties.desired.a":{"b":null,"c":1},"properties.desired.d":null}})"
        << "" << R"({"a":{"c":1}})";
    QTest::newRow("other members are absent")
        << R"({"DeviceContent":{"properties.desired.a":1},"modulesContent":null,"x":1})" << ""
        << R"({"a":1})";
    QTest::newRow("modules") << R"({"moduleContent":{"properties.desired.a":1}})" << ""
                             << R"({"a":1})";
    QTest::newRow("edge")
        << R"({"modulesContent":{"$edgeHub":{"properties.desired":{"a":1}},"m":{"properties.desired.x":2}}})"
        << "m" << R"({"x":2})";
    QTest::newRow("what the hub writes itself is passed over")
        << R"({"deviceContent":{"properties.desired":{"$version":4,"a":1}}})" << "" << R"({"a":1})";
}

void ConfigurationTest::contentIsParsed()
{
    QFETCH(QString, content);
    QFETCH(QString, module);
    QFETCH(QString, settings);

    const auto result = ConfigurationContent::parse(parsed(content.toStdString()));

    QVERIFY2(result.has_value(), result ? "" : result.error().detail.c_str());
    QCOMPARE(jsonText(result.value().settings.at(module.toStdString())), settings.toStdString());
    const auto again = ConfigurationContent::parse(parsed(result.value().text()));
    QVERIFY(again.value().settings == result.value().settings);
}

void ConfigurationTest::wrongContentIsRefused_data()
{
    QTest::addColumn<QString>("content");
    QTest::newRow("none") << "{}";
    QTest::newRow("no object") << "[]";
    QTest::newRow("two") << R"({"deviceContent":{},"moduleContent":{}})";
    QTest::newRow("another path") << R"({"deviceContent":{"properties.reported.a":1}})";
    QTest::newRow("a longer word") << R"({"deviceContent":{"properties.desiredA":1}})";
    QTest::newRow("tags") << R"({"deviceContent":{"tags.a":1}})";
    QTest::newRow("all is a number") << R"({"deviceContent":{"properties.desired":1}})";
    QTest::newRow("a key that twins do not take")
        << R"({"deviceContent":{"properties.desired":{"a b":1}}})";
    QTest::newRow("a path inside another")
        << R"({"deviceContent":{"properties.desired.a":1,"properties.desired.a.b":2}})";
    QTest::newRow("too large")
        << QString(R"({"deviceContent":{"properties.desired.a":["%1"]}})").arg(QString(5'000, 'x'));
    QTest::newRow("a path without end")
        << QString(R"({"deviceContent":{"properties.desired%1":1}})").arg(QString(".a").repeated(300'000));
    QTest::newRow("a module without an object") << R"({"modulesContent":{"m":1}})";
    QTest::newRow("a module's id") << R"({"modulesContent":{"a b":{}}})";
    QTest::newRow("a system module of another name") << R"({"modulesContent":{"$other":{}}})";
    QString modules;
    for (int i = 0; i < 51; ++i) {
        modules += QString("%1\"m%2\":{}").arg(i == 0 ? "" : ",").arg(i);
    }
    QTest::newRow("51 modules") << "{\"modulesContent\":{" + modules + "}}";
}

void ConfigurationTest::wrongContentIsRefused()
{
    QFETCH(QString, content);

    QCOMPARE(errorOf(ConfigurationContent::parse(parsed(content.toStdString()))),
             std::string("InvalidConfigurationContent"));
}

void ConfigurationTest::baseIsTold_data()
{
    QTest::addColumn<QString>("agent");
    QTest::addColumn<bool>("isBase");
    QTest::newRow("all of it") << R"({"properties.desired":{"a":1}})" << true;
    QTest::newRow("a layer") << R"({"properties.desired.modules.m":{"a":1}})" << false;
}

void ConfigurationTest::baseIsTold()
{
    QFETCH(QString, agent);
    QFETCH(bool, isBase);

    const std::string text = "{\"modulesContent\":{\"$edgeAgent\":" + agent.toStdString() + "}}";

    QCOMPARE(ConfigurationContent::parse(parsed(text)).value().isBase, isBase);
}

void ConfigurationTest::targetFitsTheContent_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("condition");
    QTest::addColumn<QString>("error");
    const int device = static_cast<int>(ConfigurationKind::Device);
    const int module = static_cast<int>(ConfigurationKind::Module);
    const int edge = static_cast<int>(ConfigurationKind::Edge);
    QTest::newRow("tags") << device << "tags.a='b'" << "none";
    QTest::newRow("all") << edge << "*" << "none";
    QTest::newRow("nothing") << module << " " << "none";
    QTest::newRow("modules") << module << "from devices.modules where moduleId='m'" << "none";
    QTest::newRow("devices by name") << device << "from devices where tags.a='b'" << "none";
    QTest::newRow("edge devices by name")
        << edge << "from devices where tags.a='b'" << "InvalidConfigurationTargetCondition";
    QTest::newRow("no condition") << device << "tags.a=" << "InvalidConfigurationTargetCondition";
    QTest::newRow("modules for devices")
        << device << "from devices.modules where moduleId='m'"
        << "InvalidConfigurationTargetCondition";
    QTest::newRow("devices for modules")
        << module << "tags.a='b'" << "InvalidConfigurationTargetCondition";
}

void ConfigurationTest::targetFitsTheContent()
{
    QFETCH(int, kind);
    QFETCH(QString, condition);
    QFETCH(QString, error);

    const auto target =
        parseTarget(static_cast<ConfigurationKind>(kind), condition.toStdString());

    QCOMPARE(errorOf(target), error.toStdString());
    if (target) {
        QCOMPARE(target.value().has_value(), condition != QString(" "));
    }
}

void ConfigurationTest::metricQueriesAreChecked()
{
    const std::string good = "select deviceId from devices where tags.a = 1";
    std::map<std::string, std::string> queries;
    for (int i = 0; i < 5; ++i) {
        queries["q" + std::to_string(i)] = good;
    }
    QVERIFY(checkMetricQueries(queries));
    queries["q5"] = good;
    QCOMPARE(errorOf(checkMetricQueries(queries)),
             std::string("InvalidConfigurationCustomMetricsQuery"));
    const auto broken = checkMetricQueries({{"mine", "select deviceId form devices"}});
    QCOMPARE(errorOf(broken), std::string("InvalidConfigurationCustomMetricsQuery"));
    QVERIFY(broken.error().detail.find("'mine'") != std::string::npos);
    QVERIFY(!checkMetricQueries({{"j", "select * from devices.jobs"}}));
}

void ConfigurationTest::systemQueriesCanBeAsked_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("condition");
    QTest::addColumn<int>("count");
    const int device = static_cast<int>(ConfigurationKind::Device);
    const int module = static_cast<int>(ConfigurationKind::Module);
    const int edge = static_cast<int>(ConfigurationKind::Edge);
    QTest::newRow("devices") << device << "tags.a='b' OR tags.c=1" << 2;
    QTest::newRow("all") << device << "*" << 2;
    QTest::newRow("nobody") << device << "" << 2;
    QTest::newRow("modules") << module << "FROM devices.modules WHERE moduleId='m'" << 2;
    QTest::newRow("no module") << module << "" << 2;
    QTest::newRow("edge") << edge << "tags.a='b' OR tags.c=1" << 4;
    QTest::newRow("all edge") << edge << "*" << 4;
    QTest::newRow("no edge") << edge << "" << 4;
    QTest::newRow("with a beginning") << device << "FROM devices WHERE tags.a='b'" << 2;
    QTest::newRow("with an end") << edge << "*;" << 4;
    QTest::newRow("with a note") << edge << "tags.a='b' -- line 3" << 4;
}

void ConfigurationTest::systemQueriesCanBeAsked()
{
    QFETCH(int, kind);
    QFETCH(QString, condition);
    QFETCH(int, count);
    Configuration configuration;
    configuration.id = "my-cfg'1";
    configuration.kind = static_cast<ConfigurationKind>(kind);
    configuration.targetCondition = condition.toStdString();

    const auto queries = systemQueries(configuration);

    QCOMPARE(static_cast<int>(queries.size()), count);
    for (const auto& [name, text] : queries) {
        const auto query = TwinQuery::parse(text);
        QVERIFY2(query.has_value(), (name + ": " + text).c_str());
    }
}

void ConfigurationTest::whatWasSaidBeforeWins_data()
{
    QTest::addColumn<QString>("upper");
    QTest::addColumn<QString>("lower");
    QTest::addColumn<QString>("result");
    QTest::addColumn<bool>("counts");
    QTest::newRow("apart") << R"({"a":1})" << R"({"b":2})" << R"({"a":1,"b":2})" << true;
    QTest::newRow("the same") << R"({"a":1})" << R"({"a":2})" << R"({"a":1})" << false;
    QTest::newRow("beside") << R"({"a":{"b":1}})" << R"({"a":{"b":2,"c":3}})"
                            << R"({"a":{"b":1,"c":3}})" << true;
    QTest::newRow("inside of a value") << R"({"a":1})" << R"({"a":{"b":2}})" << R"({"a":1})" << false;
    QTest::newRow("a value instead") << R"({"a":{"b":1}})" << R"({"a":2})" << R"({"a":{"b":1}})"
                                     << false;
    QTest::newRow("inside of an empty object") << R"({"a":{}})" << R"({"a":{"b":1}})" << R"({"a":{}})"
                                               << false;
    QTest::newRow("nothing to say") << R"({"a":1})" << "{}" << R"({"a":1})" << true;
    QTest::newRow("arrays are values") << R"({"a":[1]})" << R"({"a":[1,2]})" << R"({"a":[1]})"
                                       << false;
}

void ConfigurationTest::whatWasSaidBeforeWins()
{
    QFETCH(QString, upper);
    QFETCH(QString, lower);
    QFETCH(QString, result);
    QFETCH(bool, counts);
    json::object settings = object(upper.toUtf8());

    QCOMPARE(layBelow(settings, object(lower.toUtf8())), counts);
    QCOMPARE(jsonText(settings), result.toStdString());
}

void ConfigurationTest::patchIsWhatIsMissing_data()
{
    QTest::addColumn<QString>("current");
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("after");
    QTest::addColumn<QString>("patch");
    QTest::newRow("new") << R"({"o":1})" << "{}" << R"({"a":{"b":1}})" << R"({"a":{"b":1}})";
    QTest::newRow("there already") << R"({"a":{"b":1,"o":2}})" << "{}" << R"({"a":{"b":1}})" << "{}";
    QTest::newRow("changed by hand") << R"({"a":{"b":9}})" << R"({"a":{"b":1}})"
                                     << R"({"a":{"b":1}})" << R"({"a":{"b":1}})";
    QTest::newRow("gone") << R"({"a":{"b":1},"o":1})" << R"({"a":{"b":1}})" << "{}"
                          << R"({"a":null})";
    QTest::newRow("gone from beside others") << R"({"a":{"b":1,"o":2}})" << R"({"a":{"b":1}})"
                                             << "{}" << R"({"a":{"b":null}})";
    QTest::newRow("gone already") << R"({"o":2})" << R"({"a":{"b":1}})" << "{}" << "{}";
    QTest::newRow("one goes, one comes") << R"({"a":{"b":1,"o":2}})" << R"({"a":{"b":1}})"
                                         << R"({"a":{"c":3}})" << R"({"a":{"b":null,"c":3}})";
    QTest::newRow("a value becomes an object") << R"({"a":1})" << R"({"a":1})"
                                               << R"({"a":{"b":2}})" << R"({"a":{"b":2}})";
    QTest::newRow("an object becomes a value") << R"({"a":{"b":2}})" << R"({"a":{"b":2}})"
                                               << R"({"a":1})" << R"({"a":1})";
    QTest::newRow("an empty object stays as it is filled") << R"({"a":{"o":2}})" << "{}"
                                                           << R"({"a":{}})" << "{}";
}

void ConfigurationTest::patchIsWhatIsMissing()
{
    QFETCH(QString, current);
    QFETCH(QString, before);
    QFETCH(QString, after);
    QFETCH(QString, patch);

    QCOMPARE(jsonText(settingsPatch(object(current.toUtf8()), object(before.toUtf8()),
                                    object(after.toUtf8()))),
             patch.toStdString());
}

std::unique_ptr<QObject> configurationTest()
{
    return std::make_unique<ConfigurationTest>();
}

} // namespace hub::test

#include "tst_configuration.moc"
