// The tour: the same program without a person. The hub starts, sample devices connect, every page
// is visited in light and dark and in two sizes of window, a picture of each is kept, and the
// sample devices are removed again. Fails when a device could not connect or no telemetry arrived.
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QSize>
#include <QTimer>

#include <deque>
#include <functional>
#include <memory>

namespace deck {

class Application;
class AccessEditor;
class QueueEditor;

/// GUI thread.
class Tour final : public QObject
{
    Q_OBJECT

public:
    Tour(Application& application, QString folder);
    ~Tour() override;

    void start();

Q_SIGNALS:
    void finished(int exitCode); ///< 0, or 1 when something did not work

private:
    /// One thing to wait for, or to do once.
    struct Step
    {
        QString what;                ///< "five devices connect"
        std::function<bool()> until; ///< asked again and again; true: go on
        int limitMs = 0;
    };

    void planStart();
    void planPictures();
    void planCommands();
    void planQueues(bool dark, QSize size);
    void planRefusals();
    void planAccess(bool dark, QSize size);
    void planAudit(bool dark, QSize size);
    void planKeys(const QString& theme);
    void planAccessDialogs(const QString& theme);
    void planPage(const QString& page, bool dark, QSize size);
    void planDialogs(bool dark);
    void planQuery(bool dark, QSize size);
    void planTwinEditor(bool dark, QSize size);
    void planDevice(bool dark, QSize size);
    void wishOfDevice();
    void draftRules();
    void tryStrangers();
    void planEnd();
    void act(std::function<void()> act);
    void waitFor(const QString& what, int limitMs, std::function<bool()> until);
    void pause(int milliseconds);
    void shoot(const QString& name);

    void next();
    void say(const QString& line);
    void fail(const QString& line);
    void report();

    void chooseTab(const QString& tabs, int tab);
    void chooseRow(const QString& table, int row);
    QWidget* find(const QString& name);
    void press(const QString& name);

    Application& app_;
    QString folder_;
    std::deque<Step> steps_;
    std::unique_ptr<QueueEditor> queue_; ///< of the sample devices
    std::unique_ptr<AccessEditor> access_;
    int answers_ = 0;                    ///< of the hub, to what the tour did with a queue
    QTimer timer_;
    QElapsedTimer stepTime_;
    QElapsedTimer wholeTime_;
    int pictures_ = 0;
    int mostConnected_ = 0;
    quint64 messages_ = 0;
    bool failed_ = false;
    bool atPlan_ = false;
};

} // namespace deck
