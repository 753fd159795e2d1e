import { start } from '../main';
import { Routed } from '../routed';
import { Ministry } from './index';

void start('ministry', <Routed scope="/ministry" area={Ministry} />);
