// The twin of one device as the hub keeps it: what was wished (desired), what the device says
// (reported), and tags. Read only; read again when the hub tells of a change.
#pragma once

#include "models/hub_session.h"
#include "models/twin_tree.h"

#include <QJsonObject>
#include <QObject>
#include <QTimer>

namespace deck {

/// GUI thread; lives no longer than its session.
class TwinDocument final : public QObject
{
    Q_OBJECT

public:
    enum class State {
        Empty,       ///< no device chosen, or not asked yet
        Loading,     ///< for the first time
        Ready,       ///< error() may say that a later reading failed
        Unsupported, ///< this hub keeps no twins
        Missing,     ///< there is no such device
        Failed,
    };
    Q_ENUM(State)

    explicit TwinDocument(HubSession& session, QObject* parent = nullptr);

    void setDevice(const QString& deviceId);
    const QString& deviceId() const { return deviceId_; }
    void reload();

    State state() const { return state_; }
    const HubError& error() const { return error_; } ///< of the last reading

    struct Versions
    {
        qint64 twin = 0; ///< of tags and desired properties
        qint64 desired = 0;
        qint64 reported = 0;
        QString etag;
        std::optional<hub::WallTime> desiredUpdated;
        std::optional<hub::WallTime> reportedUpdated;
    };
    const Versions& versions() const { return versions_; }
    const QByteArray& json() const { return json_; } ///< as the hub sent it

    TwinTree& desired() { return desired_; }
    TwinTree& reported() { return reported_; }
    TwinTree& tags() { return tags_; }

Q_SIGNALS:
    void changed();

private:
    void ask();
    void take(const HubReply& reply);
    void takeTwin(const QJsonObject& twin);
    void takeFailure(const HubReply& reply);
    void takeEvent(const hub::api::Event& event);
    void setState(State state);

    HubSession& session_;
    QString deviceId_;
    State state_ = State::Empty;
    HubError error_;
    Versions versions_;
    QByteArray json_;
    TwinTree desired_;
    TwinTree reported_;
    TwinTree tags_;
    QTimer askSoon_; ///< many changes in a row are read once
    quint64 turn_ = 0; ///< answers about another device are of no interest
    bool asking_ = false;
    bool askAgain_ = false;
};

} // namespace deck
