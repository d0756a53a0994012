// The IP rules in their order, for one entrance of the hub or for all: edited as a draft, tried,
// applied and kept.
#pragma once

#include "widgets/pages/page.h"

#include <QTimer>

#include <optional>

namespace hub {
enum class AccessScope;
struct IpRule;
}

namespace deck {

class Button;
class DataTable;
class EmptyState;
class IconButton;
class IpDraftBar;
class IpRuleDraft;
class IpRuleTable;
class Label;
class Segmented;
class SelectField;
class TableCard;

class IpRulesView final : public QWidget
{
    Q_OBJECT

public:
    explicit IpRulesView(const PageContext& context);

    void refresh();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    QLayout* buildTools();
    QLayout* buildDefaults();
    void buildTable();
    void connectParts();
    std::optional<hub::AccessScope> scope() const;
    void chooseScope();
    void sync();
    void syncTools();
    void syncInstead();
    void syncChosen();
    void syncFooter();

    void openAdd(const QString& network);
    void openEdit();
    void removeChosen();
    void moveChosen(int step);
    void addOwnAddress();
    void openPreview(bool applies);
    void applyWanted();
    void apply();
    void importFile();
    void exportFile();
    bool actByKey(const QKeyEvent& key, bool dry);
    QString freeName(const QString& wish) const;
    hub::IpRule newRule(const QString& network) const;

    PageContext context_;
    IpRuleDraft* draft_;
    IpRuleTable* model_;
    IpDraftBar* bar_;
    Segmented* scopes_;
    SelectField* others_;
    Label* othersLabel_;
    IconButton* up_;
    IconButton* down_;
    Button* edit_;
    Button* remove_;
    Button* import_;
    Button* export_;
    Button* own_;
    Button* add_;
    DataTable* table_;
    TableCard* card_;
    EmptyState* empty_;
    QString chosen_; ///< name of the chosen rule, which stays so when rows move
    QTimer seconds_; ///< until unconfirmed rules go back
};

} // namespace deck
