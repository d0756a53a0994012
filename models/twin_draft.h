// One part of a device's twin, tags or desired properties, while a person changes it: the text, what is wrong
// with it, what it would change, and how it is saved without overwriting what others have done meanwhile.
#pragma once

#include "models/act_result.h"
#include "models/json_changes.h"
#include "models/json_text.h"

#include "domain/twin.h"

#include "base/json.h"

#include <QObject>

#include <optional>

namespace deck {

class HubSession;
struct HubRequest;

/// GUI thread; lives no longer than its session.
class TwinDraft final : public QObject
{
    Q_OBJECT

public:
    TwinDraft(HubSession& session, hub::TwinPart part, QObject* parent = nullptr);

    hub::TwinPart part() const { return part_; }

    /// Starts from a twin as the hub sent it. False: it is none.
    bool begin(const QString& deviceId, const QByteArray& twin);
    void drop();
    bool isOpen() const { return open_; }
    const QString& deviceId() const { return deviceId_; }

    const QString& text() const { return text_; }
    void setText(const QString& text);

    /// The text is no JSON object, or breaks a limit of twins. Its sentence says where.
    const std::optional<JsonFault>& fault() const { return fault_; }

    /// Characters as the hub counts them, and how many there may be.
    std::size_t size() const { return size_; }
    std::size_t mostSize() const;

    bool isChanged() const; ///< the text does not say what the twin said; true while it is wrong

    /// What saving would do. Empty while the text is wrong.
    std::vector<JsonChange> changes() const;

    /// A twin has been read: it may have changed since begin().
    void noteTwin(const QByteArray& twin);
    bool isOutdated() const { return !newer_.isEmpty(); }

    /// With the ETag of begin(). saved() or failed() follow, or conflicted() when somebody was faster.
    void save();
    bool isSaving() const { return saving_; }

    // After conflicted(): the twin has been read anew.

    std::vector<JsonChange> theirs() const; ///< done by others since begin()
    void takeTheirs();                      ///< the text is the twin as it is now
    void applyMine();                       ///< the changes once more, on the twin as it is now

    /// Of the last saved(); done tells how it ended. Refused when the twin has changed since.
    void undo(const ActDone& done);
    bool canUndo() const { return undo_.has_value(); }

Q_SIGNALS:
    void changed();
    void saved(const QString& sentence);
    void failed(const deck::HubError& error);
    void conflicted();

private:
    struct Undo
    {
        QString deviceId;
        QByteArray body;
        QString etag;
    };

    const char* name() const;
    QByteArray patchBody(const hub::json::object& patch) const;
    HubRequest request(const QByteArray& method, const QString& deviceId) const;
    std::optional<hub::json::object> partOf(const QByteArray& twin) const;
    void rebase(const QByteArray& twin, const hub::json::object& values);
    void check();
    void takeSaved(const HubReply& reply, const hub::json::object& before);
    void readAgain();
    void end();

    HubSession& session_;
    const hub::TwinPart part_;
    QString deviceId_;
    QString etag_;
    QString text_;
    QByteArray newer_; ///< a twin that is not the one of begin()
    hub::json::object base_;
    hub::json::object wanted_; ///< by the text, when it is right
    std::optional<JsonFault> fault_;
    std::optional<Undo> undo_;
    std::size_t size_ = 0;
    quint64 turn_ = 0; ///< answers about an earlier draft are of no interest
    bool open_ = false;
    bool saving_ = false;
};

} // namespace deck
