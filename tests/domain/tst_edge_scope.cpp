#include "domain/edge_scope.h"
#include "tests/support/printing.h"

#include <QTest>

#include <memory>

namespace hub::test {

using namespace std::string_literals;

class EdgeScopeTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void textIsTakenApart_data();
    void textIsTakenApart();
    void scopeOfADeviceIsItsOwnOrItsParents();
    void parentIsReadFromEitherMember_data();
    void parentIsReadFromEitherMember();
    void ownScopeOfAnEdgeDeviceStays();
};

void EdgeScopeTest::textIsTakenApart_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("device"); // empty = refused
    QTest::addColumn<std::string>("generation");

    QTest::newRow("plain") << "ms-azure-iot-edge://edge1-638"s << "edge1"s << "638"s;
    QTest::newRow("dashes") << "ms-azure-iot-edge://a-b--c-638"s << "a-b--c"s << "638"s;
    QTest::newRow("no scheme") << "edge1-638"s << ""s << ""s;
    QTest::newRow("other scheme") << "ms-azure-iot://edge1-638"s << ""s << ""s;
    QTest::newRow("no generation") << "ms-azure-iot-edge://edge1"s << ""s << ""s;
    QTest::newRow("empty generation") << "ms-azure-iot-edge://edge1-"s << ""s << ""s;
    QTest::newRow("no device") << "ms-azure-iot-edge://-638"s << ""s << ""s;
    QTest::newRow("empty") << ""s << ""s << ""s;
}

void EdgeScopeTest::textIsTakenApart()
{
    QFETCH(const std::string, text);
    QFETCH(const std::string, device);
    QFETCH(const std::string, generation);

    const auto scope = EdgeScope::parse(text);

    QCOMPARE(scope.has_value(), !device.empty());
    if (scope) {
        QCOMPARE(scope->device, device);
        QCOMPARE(scope->generationId, generation);
        QCOMPARE(scope->text(), text);
    }
}

void EdgeScopeTest::scopeOfADeviceIsItsOwnOrItsParents()
{
    DeviceIdentity identity;
    identity.id = {"dev1", {}};
    identity.generationId = "638";
    QCOMPARE(deviceScopeOf(identity), ""s);
    identity.parentScope = "ms-azure-iot-edge://up-1";
    QCOMPARE(deviceScopeOf(identity), "ms-azure-iot-edge://up-1"s);
    identity.edge = true;
    QCOMPARE(deviceScopeOf(identity), "ms-azure-iot-edge://dev1-638"s);
}

void EdgeScopeTest::parentIsReadFromEitherMember_data()
{
    QTest::addColumn<std::string>("device");
    QTest::addColumn<std::string>("parent");
    QTest::addColumn<bool>("edge");
    QTest::addColumn<std::string>("stored"); // the parent before; empty = a new device
    QTest::addColumn<std::string>("wished"); // "!" = refused

    // "-" = the member is not there
    QTest::newRow("nothing") << "-"s << "-"s << false << ""s << ""s;
    QTest::newRow("leaf, scope") << "a"s << "-"s << false << ""s << "a"s;
    QTest::newRow("leaf, parent") << "-"s << "a"s << false << ""s << "a"s;
    QTest::newRow("leaf, both") << "a"s << "a"s << false << ""s << "a"s;
    QTest::newRow("leaf, scope beside none") << "a"s << ""s << false << ""s << "a"s;
    QTest::newRow("leaf, two") << "a"s << "b"s << false << ""s << "!"s;
    QTest::newRow("leaf, scope goes, parent as it was") << ""s << "old"s << false << "old"s << ""s;
    QTest::newRow("leaf, parent goes, scope as it was") << "old"s << ""s << false << "old"s << ""s;
    QTest::newRow("leaf, other scope, parent as it was") << "a"s << "old"s << false << "old"s << "a"s;
    QTest::newRow("leaf, other parent, scope as it was") << "old"s << "a"s << false << "old"s << "a"s;
    QTest::newRow("leaf, two others") << "a"s << "b"s << false << "old"s << "!"s;
    QTest::newRow("edge, parent") << "-"s << "a"s << true << ""s << "a"s;
    QTest::newRow("new edge with somebody's scope") << "a"s << "-"s << true << ""s << ""s;
}

void EdgeScopeTest::parentIsReadFromEitherMember()
{
    QFETCH(const std::string, device);
    QFETCH(const std::string, parent);
    QFETCH(const bool, edge);
    QFETCH(const std::string, stored);
    QFETCH(const std::string, wished);

    const auto said = [](const std::string& text) {
        return text == "-" ? std::nullopt : std::optional(text);
    };
    DeviceIdentity before;
    before.parentScope = stored;

    const auto found =
        wishedParent({said(device), said(parent)}, edge, stored.empty() ? nullptr : &before);

    QCOMPARE(!found, wished == "!");
    if (found) {
        QCOMPARE(found.value(), wished);
    } else {
        QCOMPARE(found.error().code, Errc::InvalidDeviceScope);
    }
}

void EdgeScopeTest::ownScopeOfAnEdgeDeviceStays()
{
    DeviceIdentity stored;
    stored.id = {"dev1", {}};
    stored.generationId = "638";
    stored.edge = true;

    QVERIFY(wishedParent({"ms-azure-iot-edge://dev1-638", {}}, true, &stored));
    QVERIFY(wishedParent({}, true, &stored));
    QCOMPARE(wishedParent({"ms-azure-iot-edge://dev1-639", {}}, true, &stored).error().code,
             Errc::InvalidDeviceScope);
    stored.edge = false; // becomes one now
    QVERIFY(wishedParent({"ms-azure-iot-edge://up-1", {}}, true, &stored));
}

std::unique_ptr<QObject> edgeScopeTest()
{
    return std::make_unique<EdgeScopeTest>();
}

} // namespace hub::test

#include "tst_edge_scope.moc"
