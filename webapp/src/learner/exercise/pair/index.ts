export { Ask, Change } from './ask';
export { Turn } from './turn';
