import { findCreator } from "../../../../lib/db";

export const dynamic = "force-dynamic";

export async function GET(request, { params }) {
  const { slug } = await params;
  const c = await findCreator(slug);
  if (!c) return Response.json({ error: { code: "not_found" } }, { status: 404 });
  return Response.json({
    data: {
      id: c.id,
      slug: c.slug,
      displayName: c.display_name,
      bio: c.bio,
      avatarUrl: c.avatar_url,
      bannerUrl: c.banner_url,
      socialLinks: c.social_links,
      themeColors: c.theme_colors,
      tags: c.tags,
      tipPresets: c.tip_presets,
      tipGoal: c.tip_goal_title && { title: c.tip_goal_title, target: c.tip_goal_target, raised: c.raised },
      currency: c.currency,
      productCount: c.products,
      supporterCount: c.supporters,
    },
  });
}
