declare module '*?words' {
  const words: Record<string, (data?: Record<string, unknown>) => string>;
  export default words;
}
declare module 'virtual:pictures' {
  /** Address of the SVG sprite. */
  const url: string;
  export default url;
  /** What the sprite holds. */
  export const names: string[];
}
declare module 'virtual:skill-pictures' {
  /** Address of the SVG sprite with the pictures of skills. */
  const url: string;
  export default url;
}
declare module 'virtual:icons' {
  /** Inner SVG of each line icon, drawn on 24 × 24. */
  const icons: Record<string, string>;
  export default icons;
}
declare module 'virtual:icons/late' {
  /** The same for the icons that only later files need. */
  const icons: Record<string, string>;
  export default icons;
}
declare module 'virtual:manifests' {
  /** Address of the manifest by language; empty in development. */
  const addresses: Record<string, string>;
  export default addresses;
}
declare module 'virtual:tutor-module' {
  /** Addresses of the compiled tutor and its loader; empty when the app was built without it. */
  export const wasm: string;
  export const loader: string;
}
declare module '*.css';
declare module '*.mjs';
