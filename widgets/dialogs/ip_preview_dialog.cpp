#include "widgets/dialogs/ip_preview_dialog.h"

#include "widgets/parts/check_box.h"
#include "widgets/parts/label.h"
#include "widgets/parts/status_mark.h"
#include "widgets/parts/text_area.h"
#include "widgets/theme.h"

#include "models/access_texts.h"
#include "models/texts.h"

#include <QVBoxLayout>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr int kWidth = 560;
constexpr int kListHeight = 150;
constexpr int kMostChars = 120;

QString line(const hub::api::CutConnection& cut)
{
    const auto text = [](const std::string& value) {
        return plainLine(QString::fromStdString(value), kMostChars);
    };
    return text(cut.deviceId) + u"  "_s + text(cut.address) + u"  "_s +
           text(cut.protocol).toUpper() + u"  –  "_s + text(cut.rule);
}

} // namespace

IpPreviewDialog::IpPreviewDialog(Theme& theme,
                                 const hub::api::IpRulesPreview& preview,
                                 bool applies,
                                 QWidget* parent)
    : Dialog(theme, applies ? tr("Apply IP rules") : tr("What the draft would do"), parent)
{
    setObjectName(u"dialog.ipPreview"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setCardWidth(kWidth);
    setText(applies ? tr("The rules count at once. Unless you confirm them within a minute, those "
                         "from before come back by themselves.")
                    : tr("As of now; nothing is changed by looking."));
    build(preview);
    addButtons(preview, applies);
}

void IpPreviewDialog::build(const hub::api::IpRulesPreview& preview)
{
    auto* count = new Label(
        theme(),
        preview.cut == 0
            ? tr("No connection is cut; %1 stay.").arg(countText(preview.connections))
            : tr("%1 of %2 live connections are cut.")
                  .arg(countText(preview.cut), countText(preview.connections)),
        TextStyle::BodyStrong);
    count->setObjectName(u"ipPreview.count"_s);
    count->setWordWrap(true);
    body()->addWidget(count);
    if (!preview.named.empty()) {
        QStringList lines;
        for (const hub::api::CutConnection& cut : preview.named) {
            lines << line(cut);
        }
        if (preview.cut > preview.named.size()) {
            lines << tr("… and %1 more").arg(countText(preview.cut - preview.named.size()));
        }
        auto* list = new TextArea(theme(), tr("Connections that are cut"));
        list->setObjectName(u"ipPreview.named"_s);
        list->setReadOnly(true);
        list->setText(lines.join(u'\n'));
        list->setFixedHeight(kListHeight);
        body()->addSpacing(6);
        body()->addWidget(list);
    }
    addCaller(preview);
}

void IpPreviewDialog::addCaller(const hub::api::IpRulesPreview& preview)
{
    const bool out = locksOut(preview);
    const QString address = addressWithoutPort(QString::fromStdString(preview.address));
    auto* mark = new StatusMark(theme(), out ? Status::Failed : Status::Online,
                                out ? tr("You are locked out") : tr("You stay in"));
    mark->setObjectName(u"ipPreview.caller"_s);
    mark->setPill(true);
    const QString rule =
        sentence(plainLine(QString::fromStdString(preview.admin.rule), kMostChars));
    auto* text = new Label(
        theme(),
        tr("For the admin API, from your address %1: %2").arg(address, rule) +
            (preview.service.accepts ? QString() : u' ' + tr("The service API is closed to you.")),
        TextStyle::Body, &Tokens::text2);
    text->setWordWrap(true);
    body()->addSpacing(8);
    body()->addWidget(mark, 0, Qt::AlignLeft);
    body()->addSpacing(4);
    body()->addWidget(text);
}

void IpPreviewDialog::addButtons(const hub::api::IpRulesPreview& preview, bool applies)
{
    Button* const close = addButton(applies ? tr("Cancel") : tr("Close"), Button::Kind::Secondary,
                                    Answer::Reject);
    if (!applies) {
        setDefaultButton(close);
        return;
    }
    const bool out = locksOut(preview);
    Button* const apply =
        addButton(tr("Apply for 60 s"), out || preview.cut > 0 ? Button::Kind::Danger
                                                               : Button::Kind::Primary,
                  Answer::Accept);
    apply->setObjectName(u"ipPreview.apply"_s);
    setDefaultButton(close);
    if (out) {
        auto* sure = new CheckBox(
            theme(), tr("I know that this console is locked out until the rules go back"));
        sure->setObjectName(u"ipPreview.sure"_s);
        body()->addSpacing(8);
        body()->addWidget(sure);
        apply->setEnabled(false);
        connect(sure, &CheckBox::toggled, apply, &Button::setEnabled);
    }
}

} // namespace deck
