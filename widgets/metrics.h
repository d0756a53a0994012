// Sizes in pixels that more than one part or page needs.
#pragma once

namespace deck {

inline constexpr int kPagePadding = 24;
inline constexpr int kPagePaddingTop = 20;
inline constexpr int kCardGap = 12;
inline constexpr int kBlockGap = 16;

inline constexpr int kKeyRadius = 5;
inline constexpr int kControlRadius = 7;
inline constexpr int kRowRadius = 8;
inline constexpr int kCardRadius = 10;
inline constexpr int kPaletteRadius = 12;

inline constexpr int kTopBarHeight = 54;
inline constexpr int kNavItemHeight = 34;
inline constexpr int kControlHeight = 32;
inline constexpr int kTableHeaderHeight = 36;
inline constexpr int kRowHeight = 36;
inline constexpr int kCompactRowHeight = 28;
inline constexpr int kFooterHeight = 36;
inline constexpr int kBannerHeight = 44;
inline constexpr int kTileHeight = 84;

inline constexpr int kSidebarWidth = 216;
inline constexpr int kCollapsedSidebarWidth = 56;
inline constexpr int kDetailPanelWidth = 344;
inline constexpr int kSeriesPanelWidth = 300;

inline constexpr int kNavIcon = 18;
inline constexpr int kButtonIcon = 16;
inline constexpr int kInlineIcon = 14;

} // namespace deck
