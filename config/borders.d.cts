import type { ICruiseOptions, IForbiddenRuleType } from 'dependency-cruiser';

declare const borders: { forbidden: IForbiddenRuleType[]; options: ICruiseOptions };
export = borders;
