// The console with a hub inside, on folders of its own, and the hands of a person: a mouse and keys
// that go through its windows. Parts are found by their object names.
#pragma once

#include "app/console/application.h"
#include "tests/support/temporary_folder.h"

#include <QApplication>
#include <QTableView>
#include <QTest>

namespace deck::test {

inline constexpr int kPatienceMs = 20'000;

class Walk final
{
public:
    Walk();

    /// On the data folder of another console.
    explicit Walk(const Walk& other);
    Walk& operator=(const Walk&) = delete;

    /// Until the local hub has let the console in; false: not in time.
    bool online();

    /// Adds the sample devices by the button on Home and waits until they send.
    bool addSamples();

    Application& console() { return console_; }
    MainWindow& window() { return console_.window(); }
    HubSession& session() { return *console_.hubs().current(); }

    /// The newest part of that name; ends the program when there is none.
    template <class Part = QWidget>
    Part& part(const char* name)
    {
        auto* const found = qobject_cast<Part*>(partNamed(QString::fromLatin1(name)));
        if (found == nullptr) {
            qFatal("there is no %s %s", Part::staticMetaObject.className(), name);
        }
        return *found;
    }
    bool has(const char* name) { return partNamed(QString::fromLatin1(name)) != nullptr; }
    bool shows(const char* name);

    // The hands.

    void click(const char* name) { click(part(name)); }
    static void click(QWidget& part);
    static void clickRow(QTableView& table, int row);
    static void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {});
    static void type(const QString& text);

private:
    QWidget* partNamed(const QString& name);

    hub::test::TemporaryFolder folder_;
    const QString dataFolder_;
    Application console_;
};

/// The texts of a column, from the first row on.
QStringList columnOf(const QTableView& table, int column);

} // namespace deck::test
