/** The texts of the UI as typed functions, made from `messages/*.json`. */
export { m } from './gen/messages.js';
