import { start } from '../main';
import { Learner } from './index';

void start('learner', <Learner />);
