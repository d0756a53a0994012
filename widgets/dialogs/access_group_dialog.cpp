#include "widgets/dialogs/access_group_dialog.h"

#include "widgets/metrics.h"
#include "widgets/parts/error_line.h"
#include "widgets/parts/form_row.h"
#include "widgets/parts/label.h"
#include "widgets/parts/text_area.h"
#include "widgets/parts/text_field.h"
#include "widgets/theme.h"

#include "models/access_editor.h"
#include "models/access_texts.h"
#include "models/texts.h"

#include <QLineEdit>
#include <QPlainTextEdit>
#include <QRegularExpression>
#include <QVBoxLayout>

namespace deck {
namespace {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

constexpr std::chrono::milliseconds kCountAfter = 250ms;
constexpr int kMembersHeight = 92;
constexpr int kMostMembers = 1'000; ///< of one call; the hub takes more by several

QString devicesText(quint64 count)
{
    return count == 1 ? AccessGroupDialog::tr("1 registered device")
                      : AccessGroupDialog::tr("%1 registered devices").arg(countText(count));
}

QStringList without(const QStringList& all, const QStringList& some)
{
    QStringList rest = all;
    for (const QString& one : some) {
        rest.removeAll(one);
    }
    return rest;
}

} // namespace

AccessGroupDialog::AccessGroupDialog(Theme& theme, HubSession& session, QWidget* parent)
    : Dialog(theme, tr("New group"), parent),
      editor_(new AccessEditor(session, this)),
      name_(new TextField(theme, tr("Name"))),
      condition_(new TextField(theme, tr("Condition on tags"))),
      reach_(new Label(theme, {}, TextStyle::Caption, &Tokens::text2)),
      members_(new TextArea(theme, tr("Named members"))),
      reason_(new TextField(theme, tr("Reason"))),
      error_(new ErrorLine(theme))
{
    setObjectName(u"dialog.accessGroup"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setText(tr("A device is in the group when it is named here, or when the condition holds for "
               "its tags. Lists that name the group follow at once."));
    addButton(tr("Cancel"), Button::Kind::Secondary, Answer::Reject);
    save_ = addButton(tr("Create group"), Button::Kind::Primary, Answer::None);
    build();
    setDefaultButton(save_);
    setFirstFocus(name_->edit());
    countSoon_.setSingleShot(true);
    countSoon_.setInterval(kCountAfter);
    connect(&countSoon_, &QTimer::timeout, this, &AccessGroupDialog::count);
    connect(condition_, &TextField::textChanged, this, &AccessGroupDialog::countSoon);
    connect(name_, &TextField::textEdited, this, [this] { name_->setError({}); });
    connect(save_, &Button::clicked, this, &AccessGroupDialog::save);
    countSoon();
}

void AccessGroupDialog::build()
{
    name_->setObjectName(u"accessGroup.name"_s);
    condition_->setObjectName(u"accessGroup.condition"_s);
    reach_->setObjectName(u"accessGroup.reach"_s);
    members_->setObjectName(u"accessGroup.members"_s);
    reason_->setObjectName(u"accessGroup.reason"_s);
    save_->setObjectName(u"accessGroup.save"_s);
    name_->setMono(true);
    name_->setPlaceholder(u"berlin"_s);
    condition_->setMono(true);
    condition_->setPlaceholder(u"tags.site = 'berlin'"_s);
    members_->setFixedHeight(kMembersHeight);
    members_->setPlaceholder(tr("One device id a line; may be empty"));
    members_->edit()->setTabChangesFocus(true);
    reason_->setPlaceholder(tr("For whoever looks next"));
    reach_->setWordWrap(true);
    body()->addWidget(new FormRow(theme(), tr("Name"), name_));
    body()->addWidget(new FormRow(theme(), tr("Condition on tags"), condition_));
    body()->addWidget(reach_);
    body()->addWidget(new FormRow(theme(), tr("Named members"), members_));
    body()->addWidget(new FormRow(theme(), tr("Reason"), reason_));
    body()->addWidget(error_);
}

void AccessGroupDialog::setEdited(const hub::api::AccessGroup& group)
{
    edited_ = group;
    setTitle(tr("Change group %1").arg(QString::fromStdString(group.name)));
    save_->setText(tr("Save"));
    name_->setText(QString::fromStdString(group.name));
    name_->setReadOnly(true);
    condition_->setText(QString::fromStdString(group.condition));
    reason_->setText(QString::fromStdString(group.reason));
    setFirstFocus(condition_->edit());
    members_->setReadOnly(true);
    members_->setPlaceholder(tr("Reading the members…"));
    editor_->fetchMembers(
        name_->text(), [this](const HubError& error, const QStringList& members) {
            before_ = members;
            const bool whole = quint64(members.size()) == edited_.members;
            members_->setText(members.join(u'\n'));
            members_->setReadOnly(error.isError());
            members_->setPlaceholder(tr("One device id a line; may be empty"));
            error_->setText(error.isError() ? error.message
                            : whole         ? QString()
                                    : tr("Only the first 1,000 of %1 members show; the rest stays.")
                                          .arg(countText(edited_.members)));
        });
}

void AccessGroupDialog::countSoon()
{
    ++asked_;
    condition_->setError({});
    reach_->setText(condition_->text().trimmed().isEmpty()
                        ? tr("Like tags.site = 'berlin'. Without one, it has named members only.")
                        : QString(u' '));
    countSoon_.start();
}

void AccessGroupDialog::count()
{
    const QString condition = condition_->text().trimmed();
    if (condition.isEmpty()) {
        return;
    }
    editor_->countReach(condition, [this, asked = asked_](const AccessEditor::Reach& reach) {
        if (asked != asked_) {
            return;
        }
        condition_->setError(reach.error.isError() ? reach.error.message : QString());
        reach_->setText(reach.error.isError()
                            ? QString()
                            : tr("Holds for %1 now, with %2 live connections.")
                                  .arg(devicesText(reach.devices), countText(reach.connected)));
    });
}

QStringList AccessGroupDialog::names() const
{
    static const QRegularExpression kBetween(u"[\\s,;]+"_s);
    QStringList names = members_->text().split(kBetween, Qt::SkipEmptyParts);
    names.removeDuplicates();
    return names;
}

/// What can be seen to be wrong without asking stands at its field.
bool AccessGroupDialog::check()
{
    const QString condition = condition_->text().trimmed();
    if (name_->text().trimmed().isEmpty()) {
        name_->setError(tr("A group needs a name."));
        name_->edit()->setFocus(Qt::OtherFocusReason);
        return false;
    }
    const QString complaint = condition.isEmpty() ? QString() : conditionComplaint(condition);
    if (!complaint.isEmpty()) {
        condition_->setError(complaint);
        condition_->edit()->setFocus(Qt::OtherFocusReason);
        return false;
    }
    if (without(names(), before_).size() > kMostMembers) {
        error_->setText(tr("At most 1,000 members can be named at a time."));
        return false;
    }
    return true;
}

void AccessGroupDialog::save()
{
    error_->setText({});
    if (!check()) {
        return;
    }
    hub::api::AccessGroup group = edited_;
    group.name = name_->text().trimmed().toStdString();
    group.condition = condition_->text().trimmed().toStdString();
    group.reason = reason_->text().trimmed().toStdString();
    setBusy(true);
    editor_->putGroup(group, [this](const ActResult& result) {
        result.ok() ? saveMembers(result) : take(result);
    });
}

void AccessGroupDialog::saveMembers(const ActResult& group)
{
    const QStringList added = without(names(), before_);
    const QStringList removed = without(before_, names());
    if (added.isEmpty() && removed.isEmpty()) {
        take(group);
        return;
    }
    editor_->changeMembers(name_->text().trimmed(), added, removed,
                           [this, group](const ActResult& result) {
                               take(result.ok() ? group : result);
                           });
}

void AccessGroupDialog::take(const ActResult& result)
{
    setBusy(false);
    if (result.ok()) {
        Q_EMIT saved(result);
        accept();
    } else {
        error_->setText(result.text);
    }
}

} // namespace deck
