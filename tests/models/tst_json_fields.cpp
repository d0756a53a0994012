#include "models/json_fields.h"

#include <QTest>

#include <memory>

namespace deck::test {

using namespace Qt::StringLiterals;

class JsonFieldsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void numbersAreFoundByPath_data();
    void numbersAreFoundByPath();
    void atMostSoManyFields_data();
    void atMostSoManyFields();
    void bodyOfMegabytesIsNotRead();
    void pathWithoutMeasureIsLeftOut();
};

namespace {

QStringList found(const QByteArray& body)
{
    QStringList lines;
    for (const NumericField& field : numericFields({body.constData(), std::size_t(body.size())})) {
        lines << field.path + u'=' + QString::number(field.value);
    }
    return lines;
}

QByteArray membersOf(int count)
{
    QByteArrayList members;
    for (int i = 0; i < count; ++i) {
        members << "\"f" + QByteArray::number(i) + "\":" + QByteArray::number(i);
    }
    return '{' + members.join(',') + '}';
}

QByteArray itemsOf(int count)
{
    QByteArrayList items;
    for (int i = 0; i < count; ++i) {
        items << QByteArray::number(i);
    }
    return '[' + items.join(',') + ']';
}

} // namespace

void JsonFieldsTest::numbersAreFoundByPath_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QStringList>("fields");

    const auto row = [](const char* name, const char* body, const QStringList& fields) {
        QTest::newRow(name) << QByteArray(body) << fields;
    };
    row("object", R"({"t":21.5,"rpm":1200})", {u"t=21.5"_s, u"rpm=1200"_s});
    row("nested", R"({"a":{"b":1},"c":[2,{"d":3}]})", {u"a.b=1"_s, u"c.0=2"_s, u"c.1.d=3"_s});
    row("a number by itself", " 42 ", {u"value=42"_s});
    row("a list by itself", "[1,2]", {u"0=1"_s, u"1=2"_s});
    row("true and false", R"({"on":true,"off":false})", {u"on=1"_s, u"off=0"_s});
    row("texts and nulls are no numbers", R"({"a":"1","b":null,"c":2})", {u"c=2"_s});
    row("four levels", R"({"a":{"b":{"c":{"d":1}}}})", {u"a.b.c.d=1"_s});
    row("five levels", R"({"a":{"b":{"c":{"d":{"e":1}}}},"z":2})", {u"z=2"_s});
    row("the last of equal names", R"({"a":1,"a":2})", {u"a=2"_s});
    row("negative and exponent", R"({"a":-1,"b":1e3})", {u"a=-1"_s, u"b=1000"_s});
    row("large whole number", R"({"a":18446744073709551615})", {u"a=1.84467e+19"_s});
    row("name beyond ASCII", R"({"Größe":1})", {u"Größe=1"_s});
    row("empty", "", {});
    row("blank", "  ", {});
    row("no JSON", "t=21.5", {});
    row("cut off", R"({"t":21.5)", {});
    row("more behind it", R"({"t":1} {"t":2})", {});
    row("not a number in JSON", R"({"t":NaN})", {});
    row("not UTF-8", "{\"t\xff\":1}", {});
}

void JsonFieldsTest::numbersAreFoundByPath()
{
    QFETCH(const QByteArray, body);
    QFETCH(const QStringList, fields);

    QCOMPARE(found(body), fields);
}

void JsonFieldsTest::atMostSoManyFields_data()
{
    QTest::addColumn<QByteArray>("body");

    QTest::newRow("members") << membersOf(500);
    QTest::newRow("items") << itemsOf(500);
    QTest::newRow("items of lists") << '[' + itemsOf(20) + ',' + itemsOf(20) + ']';
}

void JsonFieldsTest::atMostSoManyFields()
{
    QFETCH(const QByteArray, body);

    const QStringList fields = found(body);

    QCOMPARE(fields.size(), 32);
    QVERIFY(fields.first().endsWith("=0"_L1));
}

void JsonFieldsTest::bodyOfMegabytesIsNotRead()
{
    const QByteArray padding(64 * 1024, ' ');

    QVERIFY(found("{\"t\":1" + padding + '}').isEmpty());
    QVERIFY(found(QByteArray(60'000, '[')).isEmpty());
}

void JsonFieldsTest::pathWithoutMeasureIsLeftOut()
{
    const QByteArray name(500, 'n');

    QCOMPARE(found("{\"" + name + "\":1,\"t\":2}"), QStringList{u"t=2"_s});
}

std::unique_ptr<QObject> jsonFieldsTest()
{
    return std::make_unique<JsonFieldsTest>();
}

} // namespace deck::test

#include "tst_json_fields.moc"
