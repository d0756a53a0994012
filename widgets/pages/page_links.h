// Where pages lead to: they say what is wanted, the window does it.
#pragma once

#include <QObject>

namespace deck {

class PageLinks final : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

Q_SIGNALS:
    void pageWanted(const QString& key);

    /// tab: "overview", "twin", "queue" or "events".
    void deviceWanted(const QString& deviceId, const QString& tab = QStringLiteral("overview"));
    void queueWanted(const QString& deviceId); ///< on the page Queues
    void jobsWanted(const QString& id = {});   ///< with that job open, if one is named
    void backWanted(); ///< from a device to the page that led there

    /// tab: "rules", "allow", "block", "groups", "denied" or "alerts".
    void accessWanted(const QString& tab);

    void connectDeviceWanted();
    void connectHubWanted();
};

} // namespace deck
