#include "widgets/dialogs/bulk_dialogs.h"

#include "widgets/metrics.h"
#include "widgets/parts/form_row.h"
#include "widgets/parts/label.h"
#include "widgets/parts/property_grid.h"
#include "widgets/parts/text_area.h"
#include "widgets/parts/text_field.h"
#include "widgets/theme.h"

#include "models/method_call.h"
#include "models/tag_patch.h"

#include <QHBoxLayout>
#include <QIntValidator>
#include <QJsonDocument>
#include <QLineEdit>
#include <QVBoxLayout>

namespace deck {
namespace {

using namespace Qt::StringLiterals;
using Kind = BulkAction::Kind;

constexpr int kMostReasonChars = 128; ///< of a status reason
constexpr int kPayloadHeight = 96;
constexpr int kMostSeconds = 999; ///< what can be typed; the model knows the limits

} // namespace

DisableManyDialog::DisableManyDialog(const Parts& parts, QWidget* parent)
    : BulkDialog(parts,
                 {.title = tr("Disable %1"),
                  .text = tr("They are disconnected at once and may not connect until they are "
                             "enabled again. What is stored of them stays."),
                  .accept = tr("Disable"),
                  .isDestructive = true},
                 parent),
      reason_(new TextField(parts.theme, tr("Reason")))
{
    setObjectName(u"dialog.disableMany"_s);
    reason_->setObjectName(u"bulk.reason"_s);
    reason_->setPlaceholder(tr("For whoever looks next"));
    reason_->edit()->setMaxLength(kMostReasonChars);
    body()->addWidget(new FormRow(theme(), tr("Reason"), reason_));
    setFirstFocus(reason_->edit());
    finishBody();
}

std::optional<BulkAction> DisableManyDialog::action()
{
    BulkAction action;
    action.kind = Kind::Disable;
    action.reason = reason_->text().trimmed();
    return action;
}

DeleteManyDialog::DeleteManyDialog(const Parts& parts, QWidget* parent)
    : BulkDialog(parts,
                 {.title = tr("Delete %1"),
                  .text = tr("Their keys stop working at once, they are disconnected, and their "
                             "twins and waiting commands go. This cannot be undone. If more devices "
                             "match by then, nothing is deleted."),
                  .accept = tr("Delete"),
                  .isDestructive = true},
                 parent)
{
    setObjectName(u"dialog.deleteMany"_s);
    finishBody();
}

std::optional<BulkAction> DeleteManyDialog::action()
{
    BulkAction action;
    action.kind = Kind::Delete;
    action.confirm = target().count;
    return action;
}

TagManyDialog::TagManyDialog(const Parts& parts, QWidget* parent)
    : BulkDialog(parts,
                 {.title = tr("Tag %1"),
                  .text = tr("Tags that are not named here stay as they are. A dot leads into a "
                             "group: place.room."),
                  .accept = tr("Tag")},
                 parent),
      set_(new PropertyGrid(parts.theme)),
      remove_(new TextField(parts.theme, tr("Tags to remove"))),
      preview_(new Label(parts.theme, {}, TextStyle::MonoSmall, &Tokens::text2)),
      fault_(new Label(parts.theme, {}, TextStyle::Caption, &Tokens::bad))
{
    setObjectName(u"dialog.tagMany"_s);
    set_->setObjectName(u"bulk.tags"_s);
    remove_->setObjectName(u"bulk.removeTags"_s);
    remove_->setMono(true);
    remove_->setPlaceholder(tr("Names, with commas between them"));
    preview_->setObjectName(u"bulk.preview"_s);
    preview_->setElide(Qt::ElideRight);
    fault_->setWordWrap(true);
    fault_->hide();
    set_->setAddText(tr("Add tag"));
    set_->setProperties({{"", ""}});
    auto* values = new FormRow(theme(), tr("Set"), set_);
    values->setHelp(tr("Numbers, true and false count as such; all else, and what is in quotes, is "
                       "text."));
    body()->addWidget(values);
    body()->addWidget(new FormRow(theme(), tr("Remove"), remove_));
    body()->addWidget(preview_);
    body()->addWidget(fault_);
    connect(set_, &PropertyGrid::changed, this, &TagManyDialog::preview);
    connect(remove_, &TextField::textChanged, this, &TagManyDialog::preview);
    if (auto* const first = set_->findChild<QLineEdit*>()) {
        setFirstFocus(first);
    }
    finishBody();
    preview();
}

/// Empty: it can be sent.
QString TagManyDialog::complaint() const
{
    const QString grid = set_->complaint();
    return grid.isEmpty() ? tagPatchFrom(set_->properties(), remove_->text()).complaint : grid;
}

void TagManyDialog::preview()
{
    const TagPatch patch = tagPatchFrom(set_->properties(), remove_->text());
    preview_->setText(QString::fromUtf8(QJsonDocument(patch.patch).toJson(QJsonDocument::Compact)));
    preview_->setVisible(!patch.patch.isEmpty());
    fault_->hide();
}

std::optional<BulkAction> TagManyDialog::action()
{
    const QString why = complaint();
    fault_->setText(why);
    fault_->setVisible(!why.isEmpty());
    if (!why.isEmpty()) {
        return std::nullopt;
    }
    BulkAction action;
    action.kind = Kind::Tags;
    action.tags = tagPatchFrom(set_->properties(), remove_->text()).patch;
    return action;
}

MethodManyDialog::MethodManyDialog(const Parts& parts, QWidget* parent)
    : BulkDialog(parts,
                 {.title = tr("Call a method of %1"),
                  .text = tr("Each device is called when it is its turn; the answer of each is kept "
                             "with the job."),
                  .accept = tr("Call")},
                 parent),
      name_(new TextField(parts.theme, tr("Method"))),
      payload_(new TextArea(parts.theme, tr("Payload, JSON")))
{
    setObjectName(u"dialog.methodMany"_s);
    name_->setObjectName(u"bulk.method"_s);
    name_->setMono(true);
    name_->setPlaceholder(tr("Name, for example reboot"));
    payload_->setObjectName(u"bulk.payload"_s);
    payload_->setPlaceholder(tr("JSON, or nothing"));
    payload_->setFixedHeight(kPayloadHeight);
    body()->addWidget(new FormRow(theme(), tr("Method"), name_));
    body()->addWidget(new FormRow(theme(), tr("Payload"), payload_));
    const MethodDraft usual;
    auto* row = new QHBoxLayout;
    row->setSpacing(kCardGap);
    response_ = addSeconds(*row, u"bulk.response"_s, tr("Time to answer, s"), usual.responseSeconds);
    connect_ = addSeconds(*row, u"bulk.connect"_s, tr("Time to connect, s"), usual.connectSeconds);
    body()->addLayout(row);
    connect(name_, &TextField::textEdited, this, [this] { name_->setError({}); });
    connect(payload_, &TextArea::textChanged, this, [this] { payload_->setError({}); });
    setFirstFocus(name_->edit());
    finishBody();
}

TextField* MethodManyDialog::addSeconds(QLayout& row, const QString& name, const QString& label,
                                        int seconds)
{
    auto* field = new TextField(theme(), label);
    field->setObjectName(name);
    field->setText(QString::number(seconds));
    field->edit()->setValidator(new QIntValidator(0, kMostSeconds, field));
    connect(field, &TextField::textEdited, this, [field] { field->setError({}); });
    row.addWidget(new FormRow(theme(), label, field));
    return field;
}

std::optional<BulkAction> MethodManyDialog::action()
{
    BulkAction action;
    action.kind = Kind::Method;
    action.method = {.name = name_->text().trimmed(),
                     .payload = payload_->text(),
                     .responseSeconds = response_->text().toInt(),
                     .connectSeconds = connect_->text().toInt()};
    const MethodCall::Faults faults = MethodCall::check(action.method);
    name_->setError(faults.name);
    payload_->setError(faults.payload);
    response_->setError(faults.responseSeconds);
    connect_->setError(faults.connectSeconds);
    return faults.any() ? std::nullopt : std::optional(action);
}

} // namespace deck
