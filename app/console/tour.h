// The tour: the same program without a person. The hub starts, sample devices connect, every page
// is visited in light and dark and in two sizes of window, a picture of each is kept, and the
// sample devices are removed again. Fails when a device could not connect or no telemetry arrived.
#pragma once

#include "app/console/tour_steps.h"

#include <memory>

namespace deck {

class AccessEditor;
class QueueEditor;

/// GUI thread.
class Tour final : public TourSteps
{
    Q_OBJECT

public:
    Tour(Application& application, QString folder);
    ~Tour() override;

    void start();

Q_SIGNALS:
    void finished(int exitCode); ///< 0, or 1 when something did not work

private:
    void planStart();
    void planPictures();
    void planCommands();
    void planQueues(bool dark, QSize size);
    void planRefusals();
    void planAccess(bool dark, QSize size);
    void planAudit(bool dark, QSize size);
    void planKeys(const QString& theme);
    void planAccessDialogs(const QString& theme);
    void planDialogs(bool dark);
    void planQuery(bool dark, QSize size);
    void planTwinEditor(bool dark, QSize size);
    void planTwinConflict(const QString& end);
    void planDevice(bool dark, QSize size);
    void wishOfDevice();
    void patchTwin(const QByteArray& patch);
    void draftRules();
    void tryStrangers();
    void planEnd();
    void report();

    std::unique_ptr<QueueEditor> queue_; ///< of the sample devices
    std::unique_ptr<AccessEditor> access_;
    int answers_ = 0;                    ///< of the hub, to what the tour did with a queue
    QElapsedTimer wholeTime_;
    int mostConnected_ = 0;
    quint64 messages_ = 0;
    bool atPlan_ = false;
};

} // namespace deck
