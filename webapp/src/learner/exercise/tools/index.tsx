import './tools.css';

export { strategyOf } from './strategy';
export { nextWay } from './way';
export { inviting } from './inviting';
export { tasksOf } from './task';
export { OpenDesk, ToolChoice } from './panel';
export { WayScreen } from './way-screen';
export { ready } from './words';
