// The IP rules of a hub: those that count, and a draft of others. Each edit is saved as the hub's
// draft at once, so that it survives this program; it counts only when it is applied, and stays
// only when it is confirmed in time.
#pragma once

#include "models/act_result.h"
#include "models/hub_session.h"
#include "models/ip_rule_changes.h"

#include "api/ip_rules.h"

#include <QObject>
#include <QTimer>

#include <optional>

namespace deck {

/// GUI thread; lives no longer than its session. Follows the hub.
class IpRuleDraft final : public QObject
{
    Q_OBJECT

public:
    explicit IpRuleDraft(HubSession& session, QObject* parent = nullptr);

    bool isKnown() const { return known_; }
    const HubError& error() const { return error_; } ///< of the last reading
    const hub::IpRules& active() const { return active_; }
    const hub::IpRules& draft() const { return draft_; } ///< with edits that are being saved
    const IpRuleChanges& changes() const { return changes_; }

    /// Of a rule of the draft that never decides; empty: it does.
    QString idleReason(const std::string& name) const;

    /// What the draft would do now; nothing while that is not known.
    const std::optional<hub::api::IpRulesPreview>& preview() const { return preview_; }

    bool isUnconfirmed() const { return confirmBefore_.has_value(); }
    int secondsToGoBack() const; ///< until the rules before come back; 0 when none would

    bool isSaving() const { return saving_; } ///< an edit is on its way to the hub
    bool isBusy() const { return busy_; }     ///< applying, confirming, going back or importing

    // Edits. Each gives what is wrong with it, as a sentence, and then changes nothing.

    QString add(const hub::IpRule& rule); ///< at the end
    QString replace(std::size_t at, const hub::IpRule& rule);
    QString insert(std::size_t at, const hub::IpRule& rule);
    void remove(std::size_t at);
    void move(std::size_t from, std::size_t to);
    void setDefault(hub::AccessScope scope, bool accepts);
    void discard(); ///< the draft is what counts again

    void refresh();
    void refreshPreview();

    void apply(std::chrono::seconds confirmWithin, ActDone done);
    void confirm(ActDone done);
    void goBack(ActDone done);

    /// The address from which the hub sees this console.
    void askOwnAddress(std::function<void(const ActResult&, const QString&)> done);

    /// A document in the shape of Azure Resource Manager, as the draft.
    void importDocument(const QByteArray& json, ActDone done);
    void exportDocument(hub::AccessScope scope,
                        std::function<void(const ActResult&, const QByteArray&)> done);

Q_SIGNALS:
    void changed();
    void saveFailed(const QString& text); ///< a sentence; the draft is the hub's again

private:
    QString edit(hub::IpRules rules);
    void save();
    void takeSaved(const HubReply& reply, quint64 edition);
    void take(const HubReply& reply);
    void takeState(const hub::api::IpRulesState& state, bool withDraft);
    void takeEvent(const hub::api::Event& event);
    void recount();
    void act(const QString& what, const QByteArray& body, ActDone done, const ActResult& words);

    HubSession& session_;
    QTimer refreshSoon_;
    QTimer previewSoon_;
    HubError error_;
    hub::IpRules active_;
    hub::IpRules draft_;
    IpRuleChanges changes_;
    QHash<QString, QString> idle_;
    std::optional<hub::api::IpRulesPreview> preview_;
    std::optional<hub::WallTime> confirmBefore_;
    QString etag_;
    quint64 edition_ = 0;  ///< counts edits, so that a late answer does not take one back
    bool known_ = false;
    bool saving_ = false;
    bool unsaved_ = false; ///< edits came while others were on their way
    bool busy_ = false;
};

} // namespace deck
