#include "widgets/dialogs/access_entry_dialog.h"

#include "widgets/metrics.h"
#include "widgets/parts/error_line.h"
#include "widgets/parts/form_row.h"
#include "widgets/parts/select_field.h"
#include "widgets/parts/text_field.h"
#include "widgets/theme.h"

#include "models/access_editor.h"
#include "models/access_texts.h"
#include "models/texts.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QVBoxLayout>

#include <array>
#include <chrono>

namespace deck {
namespace {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

struct Kind
{
    const char* kind;
    const char* placeholder;
    const char* help;
};
constexpr std::array<Kind, 5> kKinds{
    {{"device", "pump-7",
      QT_TRANSLATE_NOOP("AccessEntryDialog", "A device id, registered or not; its modules too.")},
     {"pattern", "rogue-*",
      QT_TRANSLATE_NOOP("AccessEntryDialog", "Device ids: * is any characters, ? is one.")},
     {"thumbprint", "7F:83:B1:65:…",
      QT_TRANSLATE_NOOP("AccessEntryDialog",
                        "SHA-1 or SHA-256 of a certificate, in hexadecimal digits.")},
     {"network", "192.0.2.0/24",
      QT_TRANSLATE_NOOP("AccessEntryDialog", "An address or a network, IPv4 or IPv6.")},
     {"group", "berlin",
      QT_TRANSLATE_NOOP("AccessEntryDialog", "The name of a group; see the tab Groups.")}}};

struct Term
{
    const char* text;
    std::chrono::seconds length;
};
constexpr std::array<Term, 6> kTerms{
    {{QT_TRANSLATE_NOOP("AccessEntryDialog", "Until somebody removes it"), 0s},
     {QT_TRANSLATE_NOOP("AccessEntryDialog", "For 1 hour"), 1h},
     {QT_TRANSLATE_NOOP("AccessEntryDialog", "For 1 day"), 24h},
     {QT_TRANSLATE_NOOP("AccessEntryDialog", "For 7 days"), 168h},
     {QT_TRANSLATE_NOOP("AccessEntryDialog", "For 30 days"), 720h},
     {QT_TRANSLATE_NOOP("AccessEntryDialog", "Until another time…"), 0s}}};
constexpr int kOtherTime = int(kTerms.size()) - 1;
const QString kTimeFormat = u"yyyy-MM-dd HH:mm"_s;

hub::WallTime fromQt(const QDateTime& time)
{
    return hub::wallFromMicros(time.toMSecsSinceEpoch() * 1'000);
}

} // namespace

AccessEntryDialog::AccessEntryDialog(Theme& theme,
                                     HubSession& session,
                                     const QString& list,
                                     QWidget* parent)
    : Dialog(theme, list == "block"_L1 ? tr("Block") : tr("Put on the allow list"), parent),
      session_(session),
      editor_(new AccessEditor(session, this)),
      list_(list),
      kind_(new SelectField(theme, tr("Kind"))),
      value_(new TextField(theme, tr("What"))),
      reason_(new TextField(theme, tr("Reason"))),
      until_(new SelectField(theme, tr("Until"))),
      end_(new TextField(theme, tr("End"))),
      error_(new ErrorLine(theme))
{
    setObjectName(u"dialog.accessEntry"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    const bool blocks = list == "block"_L1;
    setText(blocks ? tr("It counts at once: live connections that it blocks are closed. Blocked "
                        "wins over allowed.")
                   : tr("It decides in the mode “allow list only”: then nobody else gets in."));
    addButton(tr("Cancel"), Button::Kind::Secondary, Answer::Reject);
    save_ = addButton(blocks ? tr("Block") : tr("Allow"),
                      blocks ? Button::Kind::Danger : Button::Kind::Primary, Answer::None);
    build();
    setDefaultButton(save_);
    setFirstFocus(value_->edit());
    connect(save_, &Button::clicked, this, &AccessEntryDialog::save);
    connect(kind_, &QComboBox::currentIndexChanged, this, &AccessEntryDialog::syncKind);
    connect(until_, &QComboBox::currentIndexChanged, this, [this](int index) {
        end_->setVisible(index == kOtherTime);
        if (index == kOtherTime && end_->text().isEmpty()) {
            end_->setText(toQt(session_.hubNow() + 24h).toString(kTimeFormat));
        }
    });
    connect(value_, &TextField::textEdited, this, [this] { value_->setError({}); });
    connect(end_, &TextField::textEdited, this, [this] { end_->setError({}); });
    syncKind();
}

void AccessEntryDialog::build()
{
    kind_->setObjectName(u"accessEntry.kind"_s);
    value_->setObjectName(u"accessEntry.value"_s);
    reason_->setObjectName(u"accessEntry.reason"_s);
    until_->setObjectName(u"accessEntry.until"_s);
    end_->setObjectName(u"accessEntry.end"_s);
    save_->setObjectName(u"accessEntry.save"_s);
    for (const Kind& kind : kKinds) {
        kind_->addItem(kindText(QString::fromLatin1(kind.kind)));
    }
    for (const Term& term : kTerms) {
        until_->addItem(tr(term.text));
    }
    value_->setMono(true);
    reason_->setPlaceholder(tr("For whoever looks next"));
    end_->setPlaceholder(kTimeFormat);
    end_->hide();
    auto* until = new QWidget;
    auto* row = new QHBoxLayout(until);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addWidget(until_, 1);
    row->addWidget(end_, 1);
    until->setFocusProxy(until_);
    valueRow_ = new FormRow(theme(), tr("What"), value_);
    body()->addWidget(new FormRow(theme(), tr("Kind"), kind_));
    body()->addWidget(valueRow_);
    body()->addWidget(new FormRow(theme(), tr("Reason"), reason_));
    body()->addWidget(new FormRow(theme(), tr("Counts"), until));
    body()->addWidget(error_);
}

void AccessEntryDialog::syncKind()
{
    const Kind& kind = kKinds[std::size_t(kind_->currentIndex())];
    value_->setPlaceholder(QString::fromUtf8(kind.placeholder));
    value_->setError({});
    valueRow_->setHelp(edited_.id.empty() ? tr(kind.help)
                                          : tr("For another one, make another entry."));
}

void AccessEntryDialog::setSuggestion(const QString& kind, const QString& value)
{
    for (std::size_t i = 0; i < kKinds.size(); ++i) {
        if (QString::fromLatin1(kKinds[i].kind) == kind) {
            kind_->setCurrentIndex(int(i));
        }
    }
    value_->setText(value);
    setFirstFocus(reason_->edit());
}

void AccessEntryDialog::setEdited(const hub::api::AccessEntry& entry)
{
    edited_ = entry;
    setSuggestion(QString::fromStdString(entry.kind), QString::fromStdString(entry.value));
    setTitle(tr("Change the entry for %1").arg(plainLine(value_->text(), 60)));
    kind_->setEnabled(false);
    value_->setReadOnly(true);
    reason_->setText(QString::fromStdString(entry.reason));
    if (entry.until) {
        end_->setText(toQt(*entry.until).toString(kTimeFormat));
        until_->setCurrentIndex(kOtherTime);
    }
    save_->setText(tr("Save"));
    save_->setKind(Button::Kind::Primary);
    syncKind();
}

bool AccessEntryDialog::takeUntil(hub::api::AccessEntry& entry)
{
    const int index = until_->currentIndex();
    if (index != kOtherTime) {
        const auto length = kTerms[std::size_t(index)].length;
        entry.until = length > 0s ? std::optional(session_.hubNow() + length) : std::nullopt;
        return true;
    }
    const QDateTime end = QDateTime::fromString(end_->text().trimmed(), kTimeFormat);
    if (!end.isValid()) {
        end_->setError(tr("A time looks like %1.").arg(kTimeFormat));
    } else if (fromQt(end) <= session_.hubNow()) {
        end_->setError(tr("That time is over."));
    } else {
        entry.until = fromQt(end);
        return true;
    }
    end_->edit()->setFocus(Qt::OtherFocusReason);
    return false;
}

void AccessEntryDialog::save()
{
    error_->setText({});
    hub::api::AccessEntry entry = edited_;
    entry.reason = reason_->text().trimmed().toStdString();
    if (edited_.id.empty()) {
        const char* const kind = kKinds[std::size_t(kind_->currentIndex())].kind;
        const EntryValue value = entryValueFrom(QString::fromLatin1(kind), value_->text());
        if (!value.complaint.isEmpty()) {
            value_->setError(value.complaint);
            value_->edit()->setFocus(Qt::OtherFocusReason);
            return;
        }
        entry.list = list_.toStdString();
        entry.kind = kind;
        entry.value = value.value.toStdString();
    }
    if (!takeUntil(entry)) {
        return;
    }
    setBusy(true);
    const auto done = [this](const ActResult& result) { take(result); };
    edited_.id.empty() ? editor_->add(entry, done) : editor_->change(entry, done);
}

void AccessEntryDialog::take(const ActResult& result)
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
