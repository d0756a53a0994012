#include "app/console/settings.h"

#include "tests/console/tst_stores.h"
#include "tests/support/temporary_folder.h"

#include <QFile>
#include <QTest>

using namespace deck;
using hub::test::TemporaryFolder;

class SettingsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void preferencesComeBack()
    {
        const TemporaryFolder folder;
        const QString file = fileIn(folder);
        PreferenceValues chosen{PreferenceValues::Colors::Dark, true, true, false, "c#"};
        chosen.deviceLists["local"] = {{"client"}, {"tags.site"}, {"tags.site = 'a, \"b\"'"}};
        chosen.deviceLists["a/b %"] = {{}, {"tags.[[x y]]", "tags.floor"}, {"*", "status = 'disabled'"}};
        {
            Preferences preferences;
            const Settings settings(preferences, file);
            preferences.set(chosen);
        }

        Preferences preferences;
        const Settings settings(preferences, file);

        QVERIFY(preferences.values() == chosen);
    }

    void missingFileGivesDefaults()
    {
        const TemporaryFolder folder;
        Preferences preferences;

        const Settings settings(preferences, fileIn(folder));

        QVERIFY(preferences.values() == PreferenceValues());
        QVERIFY(!QFile::exists(fileIn(folder)));
    }

    void badValuesFallBackToDefaults_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("words") << QByteArray(
            "[appearance]\ncolors=pink\ncompactRows=banana\n"
            "reduceMotion=2\n[localHub]\nstart=maybe\n");
        QTest::newRow("no INI file") << QByteArray("\x00\xff{}[[[=\n=", 9);
        QTest::newRow("list") << QByteArray("[appearance]\ncolors=a, b\ncompactRows=true, true\n");
        QTest::newRow("variant") << QByteArray(
            "[appearance]\ncompactRows=@Variant(\\0\\0\\0\\x7f)\n");
        QTest::newRow("long language")
            << QByteArray("[connect]\nlanguage=" + QByteArray(500, 'x') + "\n");
    }

    void badValuesFallBackToDefaults()
    {
        QFETCH(QByteArray, content);
        const TemporaryFolder folder;
        QFile file(fileIn(folder));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
        file.close();
        Preferences preferences;

        const Settings settings(preferences, fileIn(folder));

        QVERIFY(preferences.values() == PreferenceValues());
    }

    void listsOfDevicesAreBounded()
    {
        const TemporaryFolder folder;
        Preferences preferences;
        {
            const Settings settings(preferences, fileIn(folder));
            PreferenceValues many;
            for (int i = 0; i < 100; ++i) {
                auto& list = many.deviceLists[QString::number(i)];
                for (int q = 0; q < 100; ++q) {
                    list.queries << QString(i == 0 ? 10'000 : 10, 'x');
                }
            }
            preferences.set(many);
        }

        Preferences again;
        const Settings settings(again, fileIn(folder));

        const auto& lists = again.values().deviceLists;
        QCOMPARE(lists.size(), Settings::kMaxDeviceLists);
        QCOMPARE(lists.value("0").queries.size(), 0);
        QCOMPARE(lists.value("1").queries.size(), DeviceListChoice::kMostQueries);
    }

    void geometryIsKeptPerSetUpOfScreens()
    {
        const TemporaryFolder folder;
        const QString one = Settings::screenSetUp({{0, 0, 1920, 1080}});
        const QString two = Settings::screenSetUp({{0, 0, 1920, 1080}, {1920, 0, 2560, 1440}});
        Preferences preferences;
        {
            Settings settings(preferences, fileIn(folder));
            settings.setWindowGeometry(one, QByteArray("one\0\xff", 5));
            settings.setWindowGeometry(two, "two");
        }

        const Settings settings(preferences, fileIn(folder));

        QVERIFY(one != two);
        QCOMPARE(two, Settings::screenSetUp({{1920, 0, 2560, 1440}, {0, 0, 1920, 1080}}));
        QCOMPARE(settings.windowGeometry(one), QByteArray("one\0\xff", 5));
        QCOMPARE(settings.windowGeometry(two), QByteArray("two"));
        QCOMPARE(settings.windowGeometry("unknown"), QByteArray());
    }

    void geometriesAreBounded()
    {
        const TemporaryFolder folder;
        Preferences preferences;
        Settings settings(preferences, fileIn(folder));
        for (int i = 0; i < 100; ++i) {
            settings.setWindowGeometry(QString::number(i), "g");
        }

        QFile file(fileIn(folder));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(file.readAll().count('\n') <= Settings::kMaxScreenSetUps + 2);
        QCOMPARE(settings.windowGeometry("99"), QByteArray("g"));
        settings.setWindowGeometry("99", QByteArray(100'000, 'x'));
        QCOMPARE(settings.windowGeometry("99"), QByteArray());
    }

private:
    static QString fileIn(const TemporaryFolder& folder)
    {
        return QString::fromStdString((folder / "settings.ini").string());
    }
};

std::unique_ptr<QObject> deck::test::makeSettingsTest()
{
    return std::make_unique<SettingsTest>();
}

#include "tst_settings.moc"
