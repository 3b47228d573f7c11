package gg.tap2.model.notices;

import java.util.List;

/// A page of the feed and how much of the whole is unread.
public record NoticeFeed(List<Notice> notices, long unread) {}
