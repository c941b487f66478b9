/** Languages are named in themselves, so that whoever is lost in the wrong one finds the way back. */
export const LANGUAGES = {
  en: 'English',
  'zh-CN': new Intl.DisplayNames('zh-CN', { type: 'language' }).of('zh-Hans') ?? 'zh-CN',
};
