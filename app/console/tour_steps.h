// What a tour is made of: things to wait for, or to do once, one after the other, with a picture now and then;
// and hands to find and press what the window shows.
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QSize>
#include <QTimer>

#include <deque>
#include <functional>

class QLineEdit;
class QWidget;

namespace deck {

class Application;

/// GUI thread.
class TourSteps : public QObject
{
    Q_OBJECT

public:
    static constexpr int kSettleMs = 350; ///< until a page has its rows and is painted
    static constexpr QSize kWide{1'440, 900};
    static constexpr QSize kNarrow{1'024, 700};

    TourSteps(Application& application, QString folder);

    Application& app() const { return app_; }
    const QString& folder() const { return folder_; }

    // Planning: what is planned is done after begin(), in that order.

    void act(std::function<void()> act);
    void waitFor(const QString& what, int limitMs, std::function<bool()> until);
    void pause(int milliseconds);

    /// Of the sidebar, in that size, with its first row chosen where it is a list of devices.
    void planPage(const QString& page, bool dark, QSize size);

    void begin();

    // Doing, from within a step.

    void shoot(const QString& name);
    void say(const QString& line);
    void fail(const QString& line);
    QWidget* find(const QString& name);
    QLineEdit* fieldOf(const QString& name); ///< nullptr: none
    void press(const QString& name);
    void closeDialog(const QString& name); ///< if it is open
    void chooseTab(const QString& tabs, int tab);
    void chooseRow(const QString& table, int row);

    bool hasFailed() const { return failed_; }
    int pictures() const { return pictures_; }

Q_SIGNALS:
    void ended(); ///< all is done, or something has failed

private:
    struct Step
    {
        QString what;                ///< "five devices connect"
        std::function<bool()> until; ///< asked again and again; true: go on
        int limitMs = 0;
    };
    void next();

    Application& app_;
    QString folder_;
    std::deque<Step> steps_;
    QTimer timer_;
    QElapsedTimer stepTime_;
    int pictures_ = 0;
    bool failed_ = false;
};

/// What pictures of a theme and a size end with: "-dark-1024".
QString endOf(bool dark, QSize size);

/// The sample device that has commands, wishes and keys to show.
inline const QString kQueueDevice = QStringLiteral("sample-boiler-3");

} // namespace deck
