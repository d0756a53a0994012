// Values of twins beside the rows of a list: a hub's list of devices has tags, but no properties, so they are
// asked for with a query about the rows that are seen, and those alone.
#pragma once

#include "models/condition_words.h"
#include "models/hub_session.h"

#include <QCache>
#include <QElapsedTimer>
#include <QObject>
#include <QSet>
#include <QTimer>

#include <functional>

namespace deck {

/// "properties.reported.firmware": what a query can name and a twin can have.
bool isPropertyPath(const QString& path);

/// GUI thread; lives no longer than its session. One request at a time, of at most kMostIds devices.
class TwinValues final : public QObject
{
    Q_OBJECT

public:
    static constexpr qsizetype kMostIds = 100;
    static constexpr int kKept = 4'096; ///< devices; those that were seen last

    explicit TwinValues(HubSession& session, QObject* parent = nullptr);

    /// Those of properties, as conditions name them; others are left out.
    void setPaths(const QStringList& paths);
    const QStringList& paths() const { return paths_; }

    /// On one line. What is not known is "…" and asked for; empty: there is no such value.
    QString valueOf(const QString& deviceId, const QString& path) const;

    void forget(); ///< all of it: it may have changed unseen

    const HubError& error() const { return error_; } ///< of the last answer

    /// The paths that some devices have, for whoever chooses among them; at most 20 are looked at.
    void learnPaths(const QStringList& deviceIds, std::function<void(const KnownValues&)> take);

Q_SIGNALS:
    void arrived();

private:
    void takeEvent(const hub::api::Event& event);
    void wish(const QString& deviceId) const;
    void ask();
    HubRequest request(const QStringList& ids) const;
    void take(const QStringList& ids, const HubReply& reply);

    HubSession& session_;
    QStringList paths_;
    mutable QCache<QString, QStringList> values_; ///< by device, in the order of paths_
    mutable QSet<QString> wishes_;
    mutable QTimer askSoon_;
    QSet<QString> stale_; ///< of those in values_
    HubError error_;
    quint64 turn_ = 0; ///< answers about other paths are dropped
    bool asking_ = false;
};

} // namespace deck
