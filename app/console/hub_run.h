// Where the GUI thread and the threads of the hub inside this program meet: here and nowhere else.
#pragma once

#include "app/console/local_profile.h"

#include "hub/config.h"

#include <QSemaphore>
#include <QThread>

#include <string>

namespace deck {

/// The detail of an Error as a sentence for people: the hub's begin small and end open, as they stand
/// in log lines too.
QString sentence(const std::string& detail);

/// One life of the hub, on a thread of its own. It ends only after leave(), also when the hub did
/// not start, so that finished() always comes after somebody listens for it.
class HubRun final : public QThread
{
    Q_OBJECT

public:
    explicit HubRun(hub::Config config) : config_(std::move(config)) {}

    void leave() { leave_.release(); } ///< once, from the GUI thread

Q_SIGNALS: // from this thread, storeFailed() from one of the hub's: all of them are queued
    void running(const deck::LocalHubPlace& place);
    void attached(const deck::LocalHubPlace& place);
    void unreachable(const hub::Error& error); ///< another program has the folder, but not for us
    void notStarted(const hub::Error& error);
    void storeFailed(const hub::Error& error);

protected:
    void run() override;

private:
    void serve(hub::Server& server);
    bool attach();
    bool mustLeave(int waitMs) { return left_ || (left_ = leave_.tryAcquire(1, waitMs)); }
    void waitToLeave() { (void)mustLeave(-1); }

    const hub::Config config_;
    QSemaphore leave_;
    bool left_ = false;
    hub::Error attachError_;
};

} // namespace deck
